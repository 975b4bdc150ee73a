"""岗位 in the form of an account: what somebody does for which units, a line each."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest

from disclosures.accounts.administrators import is_administrator
from disclosures.accounts.history import note_role
from disclosures.forms.account import RoleLineForm, RoleLines
from disclosures.models import Role

if TYPE_CHECKING:
    Inline = admin.TabularInline[Role, User]
    FormSet = BaseInlineFormSet[Role, User, ModelForm[Role]]
else:
    Inline = admin.TabularInline
    FormSet = BaseInlineFormSet


class RoleInline(Inline):
    """The lines; a new account begins with an empty one."""

    model = Role
    form = RoleLineForm
    formset: Any = RoleLines
    fields = ("duty", "unit", "below")
    extra = 2
    verbose_name = "岗位"
    verbose_name_plural = "岗位（管理员有全部权限，不需要岗位）"

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_administrator(request.user)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_administrator(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_administrator(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_administrator(request.user)


def save_roles(lines: FormSet, by: User) -> None:
    """Stores the lines, each role given, changed or taken away with its event.

    Those that are taken away go first, so that what replaces them finds its place.
    """
    before = {role.pk: str(role) for role in Role.objects.filter(user=lines.instance)}
    roles = lines.save(commit=False)
    for role in lines.deleted_objects:
        note_role(role, by, before[role.pk], "")
        role.delete()
    for role in roles:
        was = before.get(role.pk, "")
        role.save()
        note_role(role, by, was, str(role))
