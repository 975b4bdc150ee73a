"""The demonstration unit, loaded as a clerk's work would be: workbook, figures taken over, figures
typed, texts, publication.

Nothing that is not the demonstration's own is touched: where a unit or an account of a real
installation already bears its name, it is left alone and the demonstration refused.
"""

import secrets
import tomllib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils.module_loading import import_string

from disclosures.amounts import YUAN_PER_WAN
from disclosures.checks.places import PROSE
from disclosures.events import (
    Change,
    called,
    held,
    held_changes,
    record,
    record_created,
    text_place,
)
from disclosures.intake.entry import Change as Typed
from disclosures.intake.entry import save
from disclosures.intake.load import load_workbook
from disclosures.intake.take_over import take_over
from disclosures.intake.typed import Place
from disclosures.models import Action, Disclosure, Duty, Explanation, Prose, Role, Unit
from disclosures.pipeline import standard_of
from disclosures.publication import approve, publish, sign, submit
from disclosures.published import published_sources
from disclosures.tables import Cell

TEXTS = "unit.toml"

ADMINISTRATOR = "demo"
PEOPLE = {
    "demo-luru": Duty.CLERK,
    "demo-shenhe": Duty.REVIEWER,
    "demo-gongkai": Duty.PUBLISHER,
    "demo-shenji": Duty.AUDITOR,
}
"""The accounts of the demonstration unit, one for each duty, beside its administrator."""

DOMAIN = "demonstration.invalid"
"""Marks an account as the demonstration's: nobody has an address that ends in .invalid."""

OPINION = "演示数据，不涉及国家秘密"


class NotDemonstration(Exception):
    """A name the demonstration needs belongs to something real; the message says to what."""


def load_demonstration() -> tuple[Disclosure, ...]:
    """The documents of the demonstration, each made and published unless it ever was.

    Raises OSError, TOMLDecodeError, WorkbookError, IntakeError or Refused when the files in
    DISCLOSURES_DEMONSTRATION_DIRS are damaged, NotDemonstration when a real unit has the name of
    the demonstration's; then nothing is stored.
    """
    with transaction.atomic():
        return tuple(_document(Path(folder)) for folder in settings.DISCLOSURES_DEMONSTRATION_DIRS)


def _document(folder: Path) -> Disclosure:
    data = tomllib.loads((folder / TEXTS).read_text("utf-8"))
    unit = demonstration_unit(data["unit"])
    disclosure, new = Disclosure.objects.get_or_create(unit=unit, **data["disclosure"])
    if new:
        clerk, reviewer, publisher, _ = (account(name, unit) for name in PEOPLE)
        record_created(disclosure, clerk)
        _figures(disclosure, folder, data, clerk)
        store_texts(disclosure, data["explanations"], data["prose"], clerk)
        for path in settings.DISCLOSURES_DEMONSTRATION_LOADERS:
            import_string(path)(disclosure, folder)
        submit(disclosure, clerk)
        sign(disclosure, reviewer, OPINION)
        approve(disclosure, reviewer)
        publish(disclosure, publisher)
    return disclosure


def _figures(disclosure: Disclosure, folder: Path, data: dict[str, Any], clerk: User) -> None:
    """Those of the workbook, then what published documents give, and what changes that (万元)."""
    standard, name = standard_of(disclosure), data["workbook"]["name"]
    load_workbook(disclosure, standard, (folder / name).read_bytes(), name, clerk)
    taken = take_over(disclosure, standard, published_sources(disclosure), (), clerk)
    typed = [
        Typed(Place(Cell.parse(address)), text, None, Decimal(YUAN_PER_WAN))
        for address, text in data.get("entries", {}).items()
    ]
    if taken and typed:
        save(disclosure, standard, typed, clerk)


def renew_logins() -> dict[str, str]:
    """New passwords of the demonstration's accounts, by name: ``demo`` may do everything.

    Raises NotDemonstration when another account has such a name; it keeps its password.
    """
    passwords = {name: secrets.token_urlsafe(12) for name in (ADMINISTRATOR, *PEOPLE)}
    with transaction.atomic():
        for name, password in passwords.items():
            user = account(name)
            user.is_active = user.is_staff = True
            user.is_superuser = name == ADMINISTRATOR
            user.set_password(password)
            user.save()
    return passwords


def account(name: str, unit: Unit | None = None, *, below: bool = False) -> User:
    """The account ``name``, made without a password unless it is there; with its duty for ``unit``.

    Where that is asked for, the duty is for the units ``below`` it as well. Raises
    NotDemonstration when another account has that name.
    """
    email = f"{name}@{DOMAIN}"
    user, new = User.objects.select_for_update().get_or_create(
        username=name, defaults={"email": email, "is_staff": True}
    )
    if user.email != email:
        raise NotDemonstration(
            f"已有名为“{name}”的账户，它不是演示账户，没有改动；请先在后台给它改名"
        )
    if new:
        user.set_unusable_password()
        user.save()
    if unit:
        role, new = Role.objects.get_or_create(
            user=user, duty=PEOPLE[name], unit=unit, defaults={"below": below}
        )
        if new:
            given = Change("岗位", after=str(role))
            record(Action.ROLE, None, unit=unit, subject=called(user), changes=(given,))
    return user


def demonstration_unit(fields: Mapping[str, Any]) -> Unit:
    """The unit with these fields, made or brought up to date, and marked 演示数据.

    Name and slug are among them. Raises NotDemonstration when a real unit has that name or slug.
    """
    name, slug = fields["name"], fields["slug"]
    real = Q(slug=slug, demonstration=False) | Q(name=name) & ~Q(slug=slug)
    if taken := Unit.objects.filter(real).first():
        raise NotDemonstration(
            f"已有单位“{taken}”（网址名 {taken.slug}），它不是演示单位，没有改动；演示材料没有载入"
        )
    there = Unit.objects.filter(slug=slug).first()
    before = held(there) if there else {}
    unit, _ = Unit.objects.update_or_create(slug=slug, defaults={**fields, "demonstration": True})
    if changes := tuple(held_changes(before, held(unit))):
        record(Action.UNIT, None, unit=unit, changes=changes)
    return unit


def store_texts(
    disclosure: Disclosure,
    explanations: Iterable[Mapping[str, str]],
    prose: Mapping[str, str],
    by: User,
) -> None:
    """Stores what the unit writes: reasons and uses by their fields, and prose by its name."""
    reasons = [Explanation(disclosure=disclosure, **entry) for entry in explanations]
    texts = [
        Prose(disclosure=disclosure, name=name, text=text.strip()) for name, text in prose.items()
    ]
    Explanation.objects.bulk_create(reasons)
    Prose.objects.bulk_create(texts)
    changes = [Change(text_place(one.kind, one.figure, one.row), "", one.text) for one in reasons]
    changes += [Change(text_place(PROSE, one.name), "", one.text) for one in texts]
    record(Action.TEXT, by, disclosure=disclosure, changes=changes)
