"""Disclosures in the admin site: the list, a new one, and the way to the desk."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, ForeignKey, OuterRef, QuerySet
from django.forms import ModelChoiceField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from disclosures.admin.desk import (
    decisions,
    findings,
    grid,
    log,
    overview,
    preview,
    publishing,
    review,
    roll_forward,
    secrecy,
    self_check,
    taking,
    texts,
    uploads,
)
from disclosures.admin.ledger import actions as ledger_actions
from disclosures.admin.ledger import bulk as ledger_bulk
from disclosures.admin.ledger import export as ledger_export
from disclosures.admin.ledger import page as ledger_page
from disclosures.admin.scoped import OwnUnits
from disclosures.classification import UnknownCode
from disclosures.events import Change, record, record_created
from disclosures.models import Action, Disclosure, State
from disclosures.permissions import Act, may, units_for
from disclosures.pipeline import standard_of
from disclosures.standards.loader import UnknownStandard

if TYPE_CHECKING:
    Base = admin.ModelAdmin[Disclosure]
    Form = forms.ModelForm[Disclosure]
else:
    Base = admin.ModelAdmin
    Form = forms.ModelForm

DESK = (
    overview,
    grid,
    texts,
    uploads,
    findings,
    preview,
    publishing,
    review,
    decisions,
    log,
    roll_forward,
    taking,
    secrecy,
    self_check,
)


class DisclosureForm(Form):
    """A new disclosure, of a unit and a year with a standard: no other could be filled in."""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        # Of one that exists only the wording is asked for.
        if self.instance.pk or not cleaned or not {"unit", "year", "kind", "level"} <= {*cleaned}:
            return cleaned
        try:
            standard_of(Disclosure(**cleaned))
        except (UnknownStandard, UnknownCode) as error:
            raise forms.ValidationError(str(error)) from error
        return cleaned


@admin.register(Disclosure)
class DisclosureAdmin(OwnUnits, Base):
    """Documents: each row leads to the desk. A published one can no longer be changed."""

    form = DisclosureForm
    list_display = ("desk", "unit", "year", "kind", "level", "state", "next_year")
    list_display_links = None
    list_filter = ("state", "year", "kind")
    search_fields = ("unit__name", "unit__code")
    list_select_related = ("unit",)
    fields = ("unit", "year", "kind", "level")

    @admin.display(description="公开材料", ordering="unit__name")
    def desk(self, obj: Disclosure) -> str:
        """The way to the desk."""
        return format_html('<a href="{}">{}</a>', _desk(obj), obj)

    @admin.display(description="下一年")
    def next_year(self, obj: Disclosure) -> str:
        """The way to a new year, of a published disclosure that has none yet."""
        if obj.state != State.PUBLISHED or obj.has_successor:  # type: ignore[attr-defined]
            return ""
        address = reverse("admin:desk_roll_forward", args=(obj.pk,))
        return format_html(
            '<a href="{}" aria-label="{}">结转到下一年</a>', address, f"{obj}：结转到下一年"
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Disclosure]:
        same = Disclosure.objects.filter(
            unit=OuterRef("unit"),
            year=OuterRef("year") + 1,
            kind=OuterRef("kind"),
            level=OuterRef("level"),
        )
        own: QuerySet[Disclosure] = super().get_queryset(request)
        return own.annotate(has_successor=Exists(same))

    def get_readonly_fields(
        self, request: HttpRequest, obj: Disclosure | None = None
    ) -> tuple[str, ...]:
        """Figures belong to a unit, a year and a kind: these stay as they were made."""
        return ("unit", "year", "kind") if obj else ()

    def response_add(
        self, request: HttpRequest, obj: Disclosure, post_url_continue: str | None = None
    ) -> HttpResponse:
        """A new disclosure is filled in on the desk."""
        if "_addanother" in request.POST:
            return super().response_add(request, obj, post_url_continue)
        messages.success(request, f"已建立{obj}，请开始填报。")
        return HttpResponseRedirect(_desk(obj))

    def response_change(self, request: HttpRequest, obj: Disclosure) -> HttpResponse:
        messages.success(request, f"已改为{obj}。")
        return HttpResponseRedirect(_desk(obj))

    def view_on_site(self, obj: Disclosure) -> str | None:
        """The public address, once there is one."""
        return obj.get_absolute_url() if obj.state == State.PUBLISHED else None

    def has_change_permission(self, request: HttpRequest, obj: Disclosure | None = None) -> bool:
        if obj is None:
            return super().has_change_permission(request)
        return _unsettled(obj) and may(request.user, Act.EDIT, obj)

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **options: Any
    ) -> "ModelChoiceField[Any] | None":
        if db_field.name == "unit":
            options["queryset"] = units_for(request.user, Act.CREATE)
        return super().formfield_for_foreignkey(db_field, request, **options)

    def save_model(self, request: HttpRequest, obj: Disclosure, form: Any, change: bool) -> None:
        user = cast(User, request.user)
        with transaction.atomic():
            before = obj.locked() if change else None
            if before is None:
                obj.save()
                record_created(obj, user)
            elif not _unsettled(before):
                raise PermissionDenied
            elif before.level != obj.level:
                obj.save(update_fields=["level"])
                obj.touch(user)
                level = Change("口径", before.get_level_display(), obj.get_level_display())
                record(Action.PROPERTIES, user, disclosure=obj, changes=(level,))

    def has_delete_permission(self, request: HttpRequest, obj: Disclosure | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        desk = [
            path(
                f"<int:pk>/{page.route}",
                self.admin_site.admin_view(page.view),
                name=f"desk_{page.name}",
            )
            for module in DESK
            for page in module.PAGES
        ]
        pages = (
            ("ledger/", ledger_page.page, "ledger"),
            ("ledger/print/", ledger_export.printed, "ledger_print"),
            ("ledger/ledger.csv", ledger_export.as_csv, "ledger_csv"),
            ("ledger/bulk/", ledger_bulk.uploads, "bulk_uploads"),
            ("ledger/bulk/<int:pk>/", ledger_bulk.upload, "bulk_upload"),
            ("ledger/bulk/<int:pk>/progress/", ledger_bulk.progress, "bulk_progress"),
            ("ledger/bulk/items/<int:pk>/", ledger_bulk.item, "bulk_item"),
            ("ledger/<slug:action>/", ledger_actions.act, "ledger_act"),
        )
        ledger = [
            path(route, self.admin_site.admin_view(view), name=name) for route, view, name in pages
        ]
        return [*ledger, *desk, *super().get_urls()]


def _unsettled(disclosure: Disclosure) -> bool:
    """Whether its wording may change: it names the public address of every version."""
    return disclosure.state == State.DRAFT and disclosure.version == 1


def _desk(disclosure: Disclosure) -> str:
    return reverse("admin:desk_overview", args=(disclosure.pk,))
