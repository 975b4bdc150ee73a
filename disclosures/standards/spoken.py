"""Which terms a standard speaks of without explaining them in 名词解释."""

from collections.abc import Iterable, Iterator

from disclosures.standards.entries import Data
from disclosures.standards.model import Standard
from disclosures.standards.sources import Fault, Source
from disclosures.standards.walk import Walk


def unexplained(standard: Standard, base: Data, own: Iterable[Source]) -> Iterator[Fault]:
    """Terms of the base's glossary that ``standard`` uses and its own glossary leaves out.

    ``omitted`` in glossary.toml names those that the official text leaves out on purpose.
    """
    glossary = next((one for one in own if one.name == "glossary"), None)
    if glossary is None or "terms" not in glossary.data:
        return
    of_base = base.get("glossary", {}).get("terms", ())
    silent = {*(term.name for term in standard.terms), *glossary.data.get("omitted", ())}
    said = "\n".join(_said(standard))
    for name in (term["name"] for term in of_base if "name" in term):
        if name not in silent and name in said:
            where = "表或文字中用到它，base 中有它的解释"
            text = f"没有解释名词 {name}：{where}；请补上，或列入 omitted"
            yield glossary.fault(("terms",), text)
    for place, term in enumerate(glossary.data["terms"]):
        if not any(term.get(key) for key in ("text", "items", "sentence")):
            yield glossary.fault(("terms", place), f"{term.get('name', '')}：没有解释（text）")


def _said(standard: Standard) -> Iterator[str]:
    """All words of the published tables, of the sentences that are used and of their figures."""
    for table in standard.published_tables():
        yield table.title
        yield from (label for column in table.columns() for label in column.labels)
        yield from (row.label for block in table.blocks for row in block.rows)
    for kind, name in Walk.through(standard).used:
        if kind == "句子" and name in standard.sentences:
            sentence = standard.sentences[name]
            yield from (v.text for v in (*sentence.variants, *sentence.parts))
            yield from (sentence.prefix, sentence.suffix)
        if kind == "数" and name in standard.figures:
            yield standard.figures[name].label
