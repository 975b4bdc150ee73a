"""A clerk's edits as the desk makes them, each with its event."""

from django.contrib.auth.models import User

from disclosures.intake.entry import Change, save
from disclosures.intake.texts import save_text
from disclosures.intake.typed import Place
from disclosures.models import Disclosure
from disclosures.models.fact import sheet_of
from disclosures.narrative.scope import TextKey
from disclosures.pipeline import standard_of, texts_of
from disclosures.tables import Cell


def type_figure(disclosure: Disclosure, address: str, yuan: str, by: User) -> None:
    """Types a figure in 元 into ``table/row/column``."""
    cell = Cell.parse(address)
    change = Change(Place(cell), yuan, sheet_of(disclosure).value(cell))
    saved = save(disclosure, standard_of(disclosure), [change], by)
    assert (dict(saved.refused), dict(saved.conflicts)) == ({}, {})


def write_text(disclosure: Disclosure, key: TextKey, text: str, by: User) -> None:
    """Writes a text in place of the one that is there."""
    texts = texts_of(disclosure)
    prose = texts.prose.get(key.figure, "")
    before = prose if key.kind == "prose" else texts.explanations.get(key, "")
    assert not save_text(disclosure, key, text, before, by).conflict
