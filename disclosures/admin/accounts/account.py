"""The list of users, inviting one, and the page of one."""

from typing import TYPE_CHECKING, Any

from axes.models import AccessLog
from django.contrib import admin
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from disclosures.accounts import links, lockout, second_factor
from disclosures.accounts.administrators import is_administrator
from disclosures.accounts.history import note_properties, properties
from disclosures.accounts.pages.frame import user_of
from disclosures.admin.accounts.actions import STEPS, link_page, show_once
from disclosures.admin.accounts.locks import locks_page
from disclosures.admin.accounts.roles import RoleInline, save_roles
from disclosures.forms.account import AccountForm, InvitationForm

if TYPE_CHECKING:
    Base = admin.ModelAdmin[User]
else:
    Base = admin.ModelAdmin

LOGINS = 10
"""How many of the last logins the page of a user lists."""


class Standing(admin.SimpleListFilter):
    """Users by whether they can sign in."""

    title = "状态"
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        return [(state.value, state.label) for state in links.State]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        unusable = {"is_active": True, "password__startswith": UNUSABLE_PASSWORD_PREFIX}
        match self.value():
            case links.State.INACTIVE:
                return queryset.filter(is_active=False)
            case links.State.INVITED:
                return queryset.filter(last_login=None, **unusable)
            case links.State.WAITING:
                return queryset.filter(last_login__isnull=False, **unusable)
            case links.State.ACTIVE:
                return queryset.filter(is_active=True).exclude(
                    password__startswith=UNUSABLE_PASSWORD_PREFIX
                )
            case _:
                return queryset


class AccountAdmin(Base):
    """Users. None is deleted: what they did stays theirs; an account is closed instead."""

    inlines = (RoleInline,)
    list_display = ("username", "name", "email", "standing", "second_factor", "last_login")
    list_filter = (Standing,)
    search_fields = ("username", "first_name", "email")
    ordering = ("username",)

    @admin.display(description="姓名", ordering="first_name")
    def name(self, user: User) -> str:
        """The person's whole name, which Django would have in two parts."""
        return user.get_full_name()

    @admin.display(description="状态")
    def standing(self, user: User) -> str:
        """The state, and that the user is an administrator."""
        label = str(links.state_of(user).label)
        return f"{label}（管理员）" if user.is_superuser else label

    @admin.display(description="二次验证")
    def second_factor(self, user: User) -> str:
        """Whether the user has one."""
        return "已启用" if user.has_second_factor else "没有"  # type: ignore[attr-defined]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        devices = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        return super().get_queryset(request).annotate(has_second_factor=Exists(devices))

    def get_form(
        self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any
    ) -> type[Any]:
        """Inviting asks for who it is; of somebody invited the rights can be changed."""
        form = AccountForm if obj else InvitationForm
        made: type[Any] = super().get_form(request, obj, change, **{**kwargs, "form": form})
        made.by = request.user  # a class of this request alone
        return made

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        return InvitationForm.Meta.fields

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """What was changed stays in the log."""
        with transaction.atomic():
            before = properties(User.objects.get(pk=obj.pk)) if change else {}
            super().save_model(request, obj, form, change)
            note_properties(obj, user_of(request), before)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """The roles, in the transaction of the account."""
        with transaction.atomic():
            save_roles(formset, user_of(request))

    def response_add(
        self, request: HttpRequest, obj: User, post_url_continue: str | None = None
    ) -> HttpResponse:
        """A new user gets a link, which is shown on the next page."""
        return show_once(request, obj)

    def response_change(self, request: HttpRequest, obj: User) -> HttpResponse:
        self.message_user(request, f"已保存“{obj}”的改动。")
        return HttpResponseRedirect(reverse("admin:auth_user_changelist"))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """The form with one way to save it, below the account's standing."""
        context: dict[str, object] = {"show_save_and_add_another": False}
        context["show_save_and_continue"] = False
        user = self.get_object(request, object_id) if object_id else None
        if user is not None and is_administrator(request.user):
            context |= _standing(request, user)
        return super().changeform_view(
            request, object_id, form_url, {**(extra_context or {}), **context}
        )

    def lookup_allowed(
        self, lookup: str, value: object, request: HttpRequest | None = None
    ) -> bool:
        """The list is not searched by what passwords are stored as."""
        return not lookup.startswith("password") and super().lookup_allowed(
            lookup,
            value,  # type: ignore[arg-type]
            request,  # type: ignore[arg-type]
        )

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_administrator(request.user)

    def has_view_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return is_administrator(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return is_administrator(request.user)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return is_administrator(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("locks/", view(locks_page), name="account_locks"),
            path("<int:pk>/link/", view(link_page), name="account_link"),
            *(
                path(f"<int:pk>/{step.name}/", view(step.page), name=f"account_{step.name}")
                for step in STEPS
            ),
        ]
        return own + super().get_urls()


def _standing(request: HttpRequest, user: User) -> dict[str, object]:
    """What the page of a user says beside the form, and what can be done."""
    return {
        "standing": links.state_of(user),
        "device": second_factor.device_of(user),
        "locks": lockout.locks(user.username),
        "logins": AccessLog.objects.filter(username=user.username)[:LOGINS],
        "actions": [
            (reverse(f"admin:account_{step.name}", args=(user.pk,)), step.label(user))
            for step in STEPS
            if step.is_offered(request, user)
        ],
    }
