"""退回意见 on the desk: where each stands, what is typed, and which place is meant."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from disclosures.admin.desk.links import cell_link
from disclosures.admin.desk.pages import NO_ATTEMPT, Attempt
from disclosures.admin.desk.places import text_address
from disclosures.models import Disclosure, Remark
from disclosures.permissions import Act, may
from disclosures.pipeline import Prepared
from disclosures.publication.remarks import REVIEWED, of_version
from disclosures.review.changes import CONTENT, History, changes_of
from disclosures.review.places import FINDING, Kind, Place, Places, finding_place
from disclosures.review.remarks import Dealt, dealt
from disclosures.tables import TOTAL

FIELD = "remark:"
"""How the field of a remark is named: this and the place."""


@dataclass(frozen=True)
class Control:
    """Where a remark about ``place`` is written. ``id`` is that of its line on the page.

    ``waiting`` are the remarks collected there, ``typed`` what was written and not stored.
    """

    id: str
    place: Place
    waiting: tuple[Remark, ...] = ()
    typed: str = ""

    @property
    def name(self) -> str:
        return f"{FIELD}{self.place.where}"


@dataclass(frozen=True)
class Sent:
    """A remark that the clerk got, with the way to its place and what was typed about it."""

    dealt: Dealt
    address: str
    resolvable: bool
    wrong: str = ""
    typed: str = ""

    @property
    def remark(self) -> Remark:
        return self.dealt.remark


def may_remark(request: HttpRequest, disclosure: Disclosure) -> bool:
    """Whether the user may collect remarks now."""
    return disclosure.state in REVIEWED and may(request.user, Act.SEND_BACK, disclosure)


def collected_of(remarks: Iterable[Remark], permitted: bool) -> tuple[Remark, ...]:
    """Those of ``remarks`` that were not sent yet: only for those who may send them."""
    return tuple(remark for remark in remarks if remark.sent_id is None and permitted)


def sent_remarks(
    disclosure: Disclosure,
    prepared: Prepared,
    editing: bool = False,
    attempt: Attempt = NO_ATTEMPT,
    history: History | None = None,
    remarks: Iterable[Remark] | None = None,
) -> tuple[Sent, ...]:
    """The remarks the clerk got about the version in hand; those still open first.

    ``editing``: to somebody who may deal with them. ``history`` and ``remarks`` are read unless
    they are at hand.
    """
    places = Places(prepared.standard, disclosure.year)
    keys = {finding.key for finding in prepared.findings}
    remarks = of_version(disclosure) if remarks is None else remarks
    found = dealt(history or History(disclosure), remarks, places, keys)
    made = [_sent(disclosure, prepared, one, editing, attempt) for one in found]
    return tuple(sorted(made, key=lambda one: not one.remark.open))


def _sent(
    disclosure: Disclosure, prepared: Prepared, one: Dealt, editing: bool, attempt: Attempt
) -> Sent:
    resolvable = editing and one.remark.open
    mine = resolvable and attempt.at == f"{FIELD}{one.remark.pk}"
    return Sent(
        one,
        address_of(disclosure, prepared, one.place),
        resolvable,
        attempt.why if mine else "",
        attempt.typed.get("note", "") if mine else "",
    )


def address_of(disclosure: Disclosure, prepared: Prepared, place: Place) -> str:
    """Where on the desk ``place`` is mended."""
    if place.cell is not None:
        prior = place.year != disclosure.year
        return cell_link(disclosure, prepared.standard, place.cell, prior).address
    if place.table in prepared.standard.tables:
        return reverse("admin:desk_table", args=(disclosure.pk, place.table))
    if place.text is not None:
        return text_address(disclosure.pk, place.text)
    if place.kind is Kind.FINDING:
        return reverse("admin:desk_findings", args=(disclosure.pk,)) + f"#finding-{place.finding}"
    return reverse("admin:desk_overview", args=(disclosure.pk,)) + "#contributed"


def typed_remarks(posted: QueryDict) -> dict[str, str]:
    """What was written into the fields of remarks, by place.

    A page with one field for all its places names the place as ``where``.
    """
    written = {
        name.removeprefix(FIELD): text
        for name, texts in posted.lists()
        for text in texts
        if name.startswith(FIELD) and isinstance(text, str) and text.strip()
    }
    where, text = posted.get("where", ""), posted.get("text", "")
    return {**written, where: text} if where and text.strip() else written


def known_place(disclosure: Disclosure, prepared: Prepared, where: str) -> Place | None:
    """The place of that name, if the disclosure has it."""
    if where.startswith(FINDING):
        key = where.removeprefix(FINDING)
        found = (one for one in prepared.findings if one.key == key)
        return next((finding_place(one.id, one.message) for one in found), None)
    place = Places(prepared.standard, disclosure.year).of(where)
    if place.cell is not None:
        return place if _has_cell(disclosure, prepared, place) else None
    if place.text is not None:
        return place if _has_text(prepared, place) else None
    if place.table:
        return place
    return next(_named_in_words(disclosure, prepared, where), None)


def _has_cell(disclosure: Disclosure, prepared: Prepared, place: Place) -> bool:
    standard, cell = prepared.standard, place.cell
    if cell is None or disclosure.year - place.year not in (0, 1):
        return False
    table = standard.tables[cell.table]
    codes = standard.codes
    known = (table.fixed_rows(), codes.function.codes, codes.economic_department.codes, {TOTAL})
    entered = (prepared.sheet.row_keys(cell.table),)
    is_row = any(cell.row in rows for rows in (*known, *entered))
    return is_row and any(column.id == cell.column for column in table.columns())


def _has_text(prepared: Prepared, place: Place) -> bool:
    key, texts = place.text, prepared.context.texts
    if key is None:
        return False
    if key.kind == "prose":
        return key.figure in prepared.standard.prose_names() or key.figure in texts.prose
    return key in prepared.asked or key in texts.explanations


def _named_in_words(disclosure: Disclosure, prepared: Prepared, where: str) -> Iterator[Place]:
    """The place that some event of the disclosure names so."""
    places = Places(prepared.standard, disclosure.year)
    for event in disclosure.events.filter(action__in=CONTENT):
        for change in changes_of(event):
            place = places.of(change.where, event.action)
            if place.where == where:
                yield place


class Controls:
    """Makes the controls of one page: each line with its remarks and what was typed there."""

    def __init__(self, collected: Iterable[Remark], typed: Mapping[str, str]) -> None:
        self.waiting: dict[str, list[Remark]] = {}
        for remark in collected:
            self.waiting.setdefault(remark.place, []).append(remark)
        self.typed = typed
        self.shown: set[str] = set()

    def at(self, id: str, place: Place) -> Control:
        """The control of a line; what was typed stands at the first line of its place."""
        typed = "" if place.where in self.shown else self.typed.get(place.where, "")
        self.shown.add(place.where)
        return Control(id, place, tuple(self.waiting.get(place.where, ())), typed)

    def left(self) -> Iterator[tuple[str, str]]:
        """What was typed for places that the page does not show."""
        return ((where, text) for where, text in self.typed.items() if where not in self.shown)
