"""Roles in the admin site: who does what for which units, given and taken by administrators."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from disclosures.accounts.history import note_role
from disclosures.forms.account import RoleForm
from disclosures.models import Role

if TYPE_CHECKING:
    Base = admin.ModelAdmin[Role]
else:
    Base = admin.ModelAdmin


class NamedRoleForm(RoleForm):
    """A role of somebody who can use it."""

    def clean_user(self) -> User:
        user: User = self.cleaned_data["user"]
        if not (user.is_active and user.is_staff):
            raise forms.ValidationError(
                f"“{user}”不能登录工作后台，岗位不起作用；请先在该用户的页面办理“重新启用”"
            )
        return user


@admin.register(Role)
class RoleAdmin(Base):
    """Each role given, changed or taken away leaves an event in the same transaction."""

    form = NamedRoleForm
    fields = ("user", "duty", "unit", "below")
    autocomplete_fields = ("user", "unit")
    list_display = ("user", "duty", "unit", "below")
    list_filter = ("duty",)
    list_select_related = ("user", "unit")
    search_fields = ("user__username", "user__last_name", "user__first_name", "unit__name")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _administers(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Role | None = None) -> bool:
        return _administers(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return _administers(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Role | None = None) -> bool:
        return _administers(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Role | None = None) -> bool:
        return _administers(request.user)

    def get_readonly_fields(self, request: HttpRequest, obj: Role | None = None) -> tuple[str, ...]:
        """A role stays that of its user."""
        return ("user",) if obj else ()

    def save_model(self, request: HttpRequest, obj: Role, form: Any, change: bool) -> None:
        with transaction.atomic():
            before = str(Role.objects.get(pk=obj.pk)) if change else ""
            super().save_model(request, obj, form, change)
            note_role(obj, cast(User, request.user), before, str(obj))

    def delete_model(self, request: HttpRequest, obj: Role) -> None:
        with transaction.atomic():
            note_role(obj, cast(User, request.user), str(obj), "")
            super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Role]) -> None:
        with transaction.atomic():
            for role in queryset:
                self.delete_model(request, role)


def _administers(user: Any) -> bool:
    return isinstance(user, User) and user.is_active and user.is_superuser
