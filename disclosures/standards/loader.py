"""From the data of a standard to a ``Standard``: which folder applies, and what its entries mean.

``use`` says where an installation keeps standards of its own; ``folders`` reads and merges.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from disclosures.classification import Classifications
from disclosures.standards import schema
from disclosures.standards.entries import BadStandard, Data, expect
from disclosures.standards.folders import SHIPPED, Folders
from disclosures.standards.language import fill
from disclosures.standards.model import (
    Amounts,
    ChartDef,
    FigureDef,
    ListDef,
    ListingDef,
    Numbers,
    PointDef,
    SectionDef,
    Sentence,
    Standard,
    Term,
    Variant,
)
from disclosures.standards.rules import build_identity, build_subjects, build_units
from disclosures.standards.tables import build_table, cell
from disclosures.tables import Table

KINDS = {"final_accounts": "决算", "budget": "预算"}
"""Kinds of documents and how they are called."""


class UnknownStandard(LookupError):
    """No standard covers the jurisdiction, kind and year asked for; ``str()`` says which do."""


_folders = Folders()


def use(own: Iterable[Path]) -> None:
    """Finds standards below ``own`` as well as the shipped ones from now on."""
    global _folders
    _folders = Folders((SHIPPED, *own))


def folders() -> Folders:
    """The folders in which standards are found."""
    return _folders


def load(jurisdiction: str, kind: str, year: int, level: str, codes: Classifications) -> Standard:
    """The standard for ``jurisdiction`` (``sichuan``), ``kind`` (``final_accounts``) and ``year``.

    ``level`` is ``department`` (部门) or ``unit`` (单位). ``codes`` is the classification of that
    year, which names the rows. Raises UnknownStandard when no folder covers the year, BadStandard
    when a data file contradicts itself.
    """
    return _load(_folders, _find(jurisdiction, kind, year), level, year, codes)


@lru_cache(maxsize=64)
def _load(folders: Folders, id: str, level: str, year: int, codes: Classifications) -> Standard:
    return build(folders.merged(id), id, level, year, codes)


def available() -> tuple[tuple[str, str, int, int | None], ...]:
    """(jurisdiction, kind, first year, last year or None) of every standard shipped."""
    return tuple(
        (data["jurisdiction"], data["kind"], data["from_year"], data.get("until_year"))
        for data in _heads().values()
    )


def jurisdictions() -> Mapping[str, str]:
    """The jurisdictions for which a standard is shipped, and how they are called."""
    return {data["jurisdiction"]: data["name"] for data in _heads().values()}


def _heads() -> Mapping[str, Data]:
    return _folders.heads()


def _find(jurisdiction: str, kind: str, year: int) -> str:
    for name, head in _heads().items():
        years = range(head["from_year"], head.get("until_year", year) + 1)
        if (head["jurisdiction"], head["kind"]) == (jurisdiction, kind) and year in years:
            return name
    raise UnknownStandard(_unknown(jurisdiction, kind, year))


def _unknown(jurisdiction: str, kind: str, year: int) -> str:
    asked = f"{jurisdictions().get(jurisdiction, jurisdiction)}{year}年度{KINDS.get(kind, kind)}"
    there = "、".join(_covered(head) for head in _heads().values())
    return (
        f"没有适用于{asked}的公开范本，已有的范本是：{there}。"
        "请核对年度和单位的公开范本所属地区，或请管理员增加这一范本"
    )


def _covered(head: Data) -> str:
    first, last = head["from_year"], head.get("until_year")
    years = {None: f"{first}年起", first: f"{first}年"}.get(last, f"{first}年至{last}年")
    return f"{head['name']}{KINDS[head['kind']]}（{years}）"


def build(data: Data, id: str, level: str, year: int, codes: Classifications) -> Standard:
    """The standard ``id`` from its merged ``data``. Raises BadStandard or UnknownCode."""
    head = data["standard"]
    figures = {name: _figure(name, entry) for name, entry in data["figures"].items()}
    words = _words(head["words"], level)
    tables = {
        name: replace(table, title=fill(table.title, title_words(words, year)))
        for name, table in _tables(data, codes).items()
    }
    return Standard(
        id=id,
        jurisdiction=head["jurisdiction"],
        kind=head["kind"],
        level=level,
        year=year,
        words=words,
        codes=codes,
        tables=tables,
        order=tuple(head["tables"]["order"]),
        supplementary=tuple(head["tables"]["supplementary"]),
        owner_line=head["tables"]["owner"],
        money_line=head["tables"]["money"],
        empty_lead=head["tables"].get("empty", "说明："),
        amounts=Amounts(**head.get("amounts", {})),
        figures={name: _labelled(figure, tables) for name, figure in figures.items()},
        lists={name: _list(name, entry) for name, entry in data["lists"].items()},
        sentences={name: _sentence(name, entry) for name, entry in data["sentences"].items()},
        title=data["outline"]["title"],
        cover=tuple(data["outline"].get("cover", ())),
        landscape=data["outline"].get("landscape", False),
        numbers=_numbers(data["outline"].get("numbers", {})),
        flowing=data["outline"].get("flowing", False),
        lead=data["outline"]["lead"],
        dated=data["outline"].get("dated", ""),
        parts=_sections(data["outline"]["parts"], level),
        answers=_sections(data["outline"].get("answers", ()), level),
        listings={
            name: _listing(name, entry)
            for name, entry in data["outline"].get("listings", {}).items()
        },
        charts=tuple(_chart(entry) for entry in data["charts"]["charts"]),
        identities=tuple(build_identity(entry) for entry in data["checks"]["identities"]),
        subjects=tuple(build_subjects(entry) for entry in data["checks"].get("subjects", ())),
        units=build_units(data["checks"].get("units", {})),
        terms=tuple(_term(entry) for entry in data["glossary"]["terms"]),
        term_lead=data["glossary"]["lead"],
        item_term=data["glossary"].get("items", {}),
    )


def _words(words: Data, level: str) -> dict[str, str]:
    plain = {key: value for key, value in words.items() if isinstance(value, str)}
    if level == "unit":
        plain |= words["unit_level"]
    entity = plain["entity"]
    return {key: value.replace("{entity}", entity) for key, value in plain.items()}


def title_words(words: Data, year: int) -> dict[str, str]:
    """The words that the title of a table may name: ``words`` of the standard and the years."""
    return {**words, "year": str(year), "prior_year": str(year - 1)}


def _tables(data: Data, codes: Classifications) -> dict[str, Table]:
    """Every declared table; the published ones carry the number of their place in the order."""
    declared = data["standard"]["tables"]
    shared = {"unit": declared["unit"]} if "unit" in declared else {}
    tables = {
        name: build_table(name, {**shared, **entry}, codes)
        for name, entry in data["tables"].items()
    }
    for number, name in enumerate(declared["order"], 1):
        if name not in tables:
            raise BadStandard(f"standard.toml：order 中的表“{name}”没有定义")
        form = tables[name].form or declared["form"].format(number=number)
        tables[name] = replace(tables[name], form=form, zeros=declared.get("zeros", True))
    return tables


def _figure(name: str, entry: Data) -> FigureDef:
    expect(entry, f"figures.toml {name}", schema.FIGURE)
    return FigureDef(
        name=name,
        label=entry.get("label", ""),
        cell=cell(entry["cell"]),
        of=entry.get("of", ""),
        budget=tuple(entry.get("budget", ())),
        base=entry.get("base", ""),
        against=entry.get("against", ""),
    )


def _labelled(figure: FigureDef, tables: Mapping[str, Table]) -> FigureDef:
    """A figure without a label of its own is called like its row."""
    table = tables.get(figure.cell.table)
    row = table.fixed_rows().get(figure.cell.row) if table else None
    return replace(figure, label=row.label) if row and not figure.label else figure


def _list(name: str, entry: Data) -> ListDef:
    expect(entry, f"lists.toml {name}", schema.LIST)
    return ListDef(name=name, **{**entry, "under": tuple(entry.get("under", ()))})


def _sentence(name: str, entry: Data | list[Data]) -> Sentence:
    place = f"sentences.toml {name}"
    if isinstance(entry, list):
        return Sentence(name, variants=tuple(_variant(place, item) for item in entry))
    expect(entry, place, schema.SENTENCE)
    return Sentence(
        name,
        variants=(Variant(entry["text"]),) if "text" in entry else (),
        parts=tuple(_variant(place, item) for item in entry.get("parts", ())),
        each=entry.get("each", ""),
        join=entry.get("join", ""),
        prefix=entry.get("prefix", ""),
        suffix=entry.get("suffix", ""),
    )


def _variant(place: str, item: Data | str) -> Variant:
    if isinstance(item, str):
        return Variant(item)
    expect(item, place, schema.VARIANT)
    return Variant(item["text"], item.get("when", ""))


def _numbers(entry: Data) -> Numbers:
    expect(entry, "outline.toml numbers", schema.NUMBERS)
    values: Data = {k: tuple(v) if isinstance(v, list) else v for k, v in entry.items()}
    return Numbers(**values)


def _listing(name: str, entry: Data) -> ListingDef:
    expect(entry, f"outline.toml listings {name}", schema.LISTING)
    lists = {key: tuple(entry[key]) for key in ("columns", "widths")}
    return ListingDef(name=name, **{**entry, **lists})


def _sections(entries: Iterable[Data], level: str) -> tuple[SectionDef, ...]:
    """The sections for ``level``: all but those for the other level alone."""
    sections = []
    for entry in entries:
        expect(entry, f"outline.toml {entry['title']}", schema.SECTION)
        if entry.get("level", level) == level:
            fields = {key: value for key, value in entry.items() if key != "level"}
            fields["blocks"] = tuple(entry.get("blocks", ()))
            fields["sections"] = _sections(entry.get("sections", ()), level)
            sections.append(SectionDef(**fields))
    return tuple(sections)


def _chart(entry: Data) -> ChartDef:
    place = f"charts.toml {entry['id']}"
    expect(entry, place, schema.CHART)
    for point in entry["points"]:
        expect(point, place, schema.POINT)
    points = tuple(PointDef(**point) for point in entry["points"])
    return ChartDef(**{**entry, "points": points})


def _term(entry: Data) -> Term:
    expect(entry, f"glossary.toml {entry.get('name', '')}", schema.TERM)
    return Term(**entry)
