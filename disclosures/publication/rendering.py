"""The files of a version: every format under one stamp, the frozen standard, the audit pack."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Protocol

from django.conf import settings
from django.urls import reverse

from disclosures import secrecy
from disclosures.checks.finding import Finding
from disclosures.document.check_code import recorded
from disclosures.document.stamp import Stamp
from disclosures.document.tree import Answered
from disclosures.models.disclosure import Disclosure
from disclosures.models.event import Action
from disclosures.models.publication import Publication
from disclosures.pipeline import Prepared
from disclosures.publication.findings import latest_answers
from disclosures.renderers import FORMATS, SUFFIXES, counted, pack
from disclosures.secrecy.folding import hides
from disclosures.standards.frozen import freeze
from disclosures.store import PACK, STANDARD, Kept, keep

TOLD = (
    *(Action.CREATE, Action.SUBMIT, Action.SEND_BACK, Action.REOPEN, Action.SIGN),
    *(Action.APPROVE, Action.CORRECT, Action.WITHDRAW, Action.PUBLISH, Action.APPROVAL),
)
"""Events that the audit pack tells of, without who and what was changed: it is public."""


class Telling(Protocol):
    """Tells how many of how many files are made, and which one is next."""

    def __call__(self, done: int, total: int, note: str = "") -> None: ...


def silent(done: int, total: int, note: str = "") -> None:
    """Tells nobody."""


def render(
    disclosure: Disclosure,
    new: Publication,
    prepared: Prepared,
    tell: Telling = silent,
    without: Collection[str] = (),
) -> Mapping[str, Kept]:
    """Every file of ``new`` but those of the formats ``without``, kept in the store; by its format.

    Raises BadStandard when the files of the standard were changed since they were loaded, and
    whatever ``tell`` raises.
    """
    formats = {name: output for name, output in FORMATS.items() if name not in without}
    found = tuple(_findings(disclosure, prepared))
    document = replace(
        prepared.document.stamped(stamp_of(new)),
        without=frozenset(without),
        answered=tuple(_answered(found)),
    )
    files: dict[str, bytes] = {}
    for number, (name, output) in enumerate(formats.items()):
        tell(number, len(formats) + 1, f"生成{output.label}")
        with counted(name):
            files[name] = output.render(document)
    tell(len(formats), len(formats) + 1, "生成审计资料包")
    standard = freeze(prepared.standard)
    named = {f"disclosure.{SUFFIXES[name]}": content for name, content in files.items()}
    with counted(PACK):
        packed = pack.pack(document, named, _record(disclosure, prepared, found), standard)
    everything = {**files, STANDARD: standard, PACK: packed}
    return {name: keep(content) for name, content in everything.items()}


def stamp_of(new: Publication) -> Stamp:
    """What every file of ``new`` prints of it."""
    return Stamp(
        version=new.version,
        published_at=new.published_at,
        code=new.code,
        address=f"{settings.SITE_URL}{reverse('verify_code', args=(new.code,))}",
        replaces=f"更正第{new.version - 1}版：{new.reason}" if new.version > 1 else None,
    )


def _answered(found: Iterable[Mapping[str, str]]) -> Iterator[Answered]:
    for one in found:
        if one["answer"]:
            yield Answered(f"{one['severity']} {one['id']}：{one['message']}", one["answer"])


def _record(
    disclosure: Disclosure, prepared: Prepared, found: Iterable[Mapping[str, str]]
) -> dict[str, Any]:
    """Figures, texts, findings with their answers, the course of events, and the sources."""
    return {
        **recorded(prepared.public, prepared.texts),
        "findings": list(found),
        "events": [
            {"number": one.number, "at": one.at.isoformat(), "action": one.action, "hash": one.hash}
            for one in disclosure.events.filter(action__in=TOLD).order_by("number")
        ],
        "sources": [
            {"file": name, "sha256": sha256}
            for name, sha256 in disclosure.uploads.exclude(confirmed_at=None)
            .order_by("pk")
            .values_list("name", "sha256")
        ],
    }


def _findings(disclosure: Disclosure, prepared: Prepared) -> Iterator[dict[str, str]]:
    """What the checks found and what was said to it; nothing about a row that is kept secret."""
    hidden = hides(prepared.standard, prepared.secret)
    latest = latest_answers(disclosure.answers.all())
    for finding in prepared.findings:
        if not _is_about(finding, hidden):
            answer = latest.get(finding.key)
            yield {
                "id": finding.id,
                "severity": finding.severity.value,
                "message": finding.message,
                "answer": f"{answer.get_kind_display()}：{answer.text}" if answer else "",
            }


def _is_about(finding: Finding, hidden: Callable[[str], bool]) -> bool:
    return finding.id in secrecy.IDS or any(hidden(cell.row) for cell in finding.cells)
