"""What is done with accounts and roles, kept in the log: who did it to whom, from what to what.

Everything here runs in the transaction of the change itself, and after it.
"""

from collections.abc import Mapping

from django.contrib.auth.models import User
from django.utils import timezone

from disclosures.accounts import links, lockout, second_factor
from disclosures.events import Change, called, held, held_changes, record
from disclosures.models import Action, Role

FIELDS = ("username", "first_name", "email", "is_superuser")
"""What an administrator enters of an account."""

NAMES = {
    "名字": "姓名",
    "电子邮件地址": "电子邮箱",
    "超级用户状态": "管理员",
}
"""Our names of fields, in the place of Django's."""

Standing = Mapping[str, str]
"""What is so of an account, by what it is called; '' is nothing."""


def properties(user: User) -> Standing:
    """Who an account is of, and whether it is an administrator's."""
    others = {field.name for field in User._meta.concrete_fields if field.name not in FIELDS}
    return {NAMES.get(name, name): text for name, text in held(user, others).items()}


def standing(username: str) -> Standing:
    """Whether somebody can sign in with that name, which may be no user's."""
    locked = [
        f"{lock.address or '不明地址'}到{timezone.localtime(lock.until):%Y-%m-%d %H:%M}"
        for lock in lockout.locks(username)
    ]
    found = {"登录锁定": "、".join(locked)}
    user = User.objects.filter(username=username).first()
    if user is not None:
        found["状态"] = str(links.state_of(user).label)
        found["二次验证"] = "已启用" if second_factor.device_of(user) else ""
    return found


def note(what: str, username: str, by: User | None, before: Standing) -> None:
    """Keeps that ``by`` did ``what`` to that account, and what is otherwise than ``before``."""
    user = User.objects.filter(username=username).first()
    changes = (Change("账户", after=what), *held_changes(before, standing(username)))
    record(Action.ACCOUNT, by, subject=called(user) or username, changes=changes)


def note_properties(user: User, by: User | None, before: Standing) -> None:
    """Keeps what was entered of an account otherwise than ``before``, {} for a new one."""
    if changes := tuple(held_changes(before, properties(user))):
        record(Action.ACCOUNT, by, subject=called(user), changes=changes)


def note_role(role: Role, by: User | None, before: str, after: str) -> None:
    """Keeps that a role is another, '' for none before or after."""
    if before != after:
        changes = (Change("岗位", before, after),)
        record(Action.ROLE, by, unit=role.unit, subject=called(role.user), changes=changes)
