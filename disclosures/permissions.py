"""Who may do what for which units: the one place that decides it.

A user has duties for units (``Role``); a superuser is the administrator of the bureau and has all
of them for all units. That nobody approves their own work is a rule of ``publication``.
"""

from enum import Enum
from typing import Any, TypeGuard

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.db.models import QuerySet

from disclosures.models.disclosure import Disclosure
from disclosures.models.role import Duty, Role
from disclosures.models.unit import Unit

EVERYONE = frozenset(Duty)
CLERK = frozenset({Duty.CLERK})
REVIEWER = frozenset({Duty.REVIEWER})
PUBLISHER = frozenset({Duty.PUBLISHER})


class Act(Enum):
    """What can be done with a disclosure; the value is whose duty it is."""

    VIEW = ("查看", EVERYONE)
    CREATE = ("建立材料", CLERK | PUBLISHER)
    EDIT = ("改动数据和文字", CLERK)
    ANSWER = ("说明检查结果", CLERK)
    SUBMIT = ("报审", CLERK)
    REOPEN = ("重新编制", CLERK | REVIEWER | PUBLISHER)
    WAIVE = ("豁免检查结果", REVIEWER)
    MARK_SECRET = ("标记涉密", CLERK | REVIEWER)
    SIGN = ("保密审查", REVIEWER)
    SEND_BACK = ("退回", REVIEWER | PUBLISHER)
    APPROVE = ("审核通过", REVIEWER)
    REGISTER = ("登记批复", PUBLISHER)
    PUBLISH = ("公开", PUBLISHER)
    CORRECT = ("开始更正", CLERK | PUBLISHER)
    WITHDRAW = ("撤回", PUBLISHER)

    def __init__(self, label: str, duties: frozenset[Duty]) -> None:
        self.label = label
        self.duties = duties


Anybody = AbstractBaseUser | AnonymousUser | None

ENTERED = (
    *("project", "funding", "indicator", "task"),
    *("management", "initialbudget", "reporttext"),
)
"""Models of 预算绩效 that are entered on pages of Django's admin, with their lines."""

PERMISSIONS = {
    "disclosures.view_disclosure": Act.VIEW,
    "disclosures.add_disclosure": Act.CREATE,
    "disclosures.change_disclosure": Act.EDIT,
    "disclosures.view_publication": Act.VIEW,
    "disclosures.view_publishedfile": Act.VIEW,
    "disclosures.view_unit": Act.VIEW,
    **{f"performance.view_{model}": Act.VIEW for model in ENTERED},
    **{
        f"performance.{verb}_{model}": Act.EDIT
        for verb in ("add", "change", "delete")
        for model in ENTERED
    },
}
"""Django's permissions that follow from duties; for which units is asked of ``units_for``."""


def units_for(user: Anybody, act: Act = Act.VIEW) -> QuerySet[Unit]:
    """The units for which ``user`` may do ``act``."""
    if not _is_staff(user):
        return Unit.objects.none()
    if user.is_superuser:
        return Unit.objects.all()
    roles = [role for role in _roles(user) if role.duty in act.duties]
    if any(role.unit_id is None for role in roles):
        return Unit.objects.all()
    own = {role.unit_id for role in roles if role.unit_id}
    below = _below({role.unit_id for role in roles if role.unit_id and role.below})
    return Unit.objects.filter(pk__in=own | below)


def disclosures_for(user: Anybody, act: Act = Act.VIEW) -> QuerySet[Disclosure]:
    """The disclosures with which ``user`` may do ``act``, whatever state they are in."""
    if _is_staff(user) and user.is_superuser:
        return Disclosure.objects.all()
    return Disclosure.objects.filter(unit__in=units_for(user, act))


def may(user: Anybody, act: Act, disclosure: Disclosure) -> bool:
    """Whether ``user`` has the duty ``act`` for the unit of ``disclosure``."""
    if not _is_staff(user):
        return False
    if user.is_superuser:
        return True
    roles = [role for role in _roles(user) if role.duty in act.duties]
    if any(role.unit_id in (None, disclosure.unit_id) for role in roles):
        return True
    above = {role.unit_id for role in roles if role.below}
    return bool(above) and not above.isdisjoint(_above(disclosure.unit))


def may_somewhere(user: Anybody, act: Act) -> bool:
    """Whether ``user`` has the duty ``act`` for any unit."""
    if not _is_staff(user):
        return False
    return user.is_superuser or any(role.duty in act.duties for role in _roles(user))


def may_read_log(user: Anybody) -> bool:
    """Whether ``user`` may read what was done for all units: an auditor of all of them."""
    if not _is_staff(user):
        return False
    return user.is_superuser or any(
        role.duty == Duty.AUDITOR and role.unit_id is None for role in _roles(user)
    )


def _is_staff(user: Anybody) -> TypeGuard[User]:
    """Whether this is an active member of staff."""
    return isinstance(user, User) and user.is_active and user.is_staff


def _roles(user: Any) -> tuple[Role, ...]:
    """The roles of ``user``, read once for each object of the user."""
    if not hasattr(user, "_roles_read"):
        user._roles_read = tuple(user.roles.all())
    found: tuple[Role, ...] = user._roles_read
    return found


def _below(units: set[int]) -> set[int]:
    """Every unit below ``units``, at whatever depth."""
    found: set[int] = set()
    level = units
    while level:
        children = Unit.objects.filter(parent__in=level).exclude(pk__in=found)
        level = set(children.values_list("pk", flat=True))
        found |= level
    return found


def _above(unit: Unit) -> set[int]:
    """Every unit above ``unit``, at whatever height."""
    found: set[int] = set()
    parent = unit.parent
    while parent is not None and parent.pk not in found:
        found.add(parent.pk)
        parent = parent.parent
    return found


class RoleBackend(BaseBackend):
    """Gives Django's admin the permissions that follow from the duties of a user."""

    def get_user_permissions(self, user_obj: Any, obj: object = None) -> set[str]:
        if obj is not None or not _is_staff(user_obj):
            return set()
        return {name for name, act in PERMISSIONS.items() if may_somewhere(user_obj, act)}

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        """Whether the index of the admin lists the pages of an application."""
        return any(name.startswith(f"{app_label}.") for name in self.get_user_permissions(user_obj))
