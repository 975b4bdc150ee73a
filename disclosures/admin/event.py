"""The whole log in the admin site, for those who look at all units: to read, never to change."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from disclosures.admin.desk.log import HASH
from disclosures.models import Event
from disclosures.permissions import may_read_log

if TYPE_CHECKING:
    Base = admin.ModelAdmin[Event]
else:
    Base = admin.ModelAdmin

FIRST = 500
"""Changes that are shown of an event."""


@admin.register(Event)
class EventAdmin(Base):
    """Every event of every unit, with its number and the beginning of its hash."""

    list_display = ("number", "at", "action", "subject", "reason", "called", "short_hash")
    list_filter = ("action", "at", "unit__region")
    search_fields = ("unit__name", "unit__code", "subject", "reason", "by_name")
    search_help_text = "按单位名称、代码、对象、理由或办理人查找"
    list_per_page = 50
    show_full_result_count = False
    fields = readonly_fields = (
        "number",
        "at",
        "action",
        "called",
        "unit",
        "subject",
        "on_the_desk",
        "reason",
        "told",
        "previous",
        "hash",
    )

    @admin.display(description="办理人", ordering="by_name")
    def called(self, obj: Event) -> str:
        """How the user was called then."""
        return obj.by_name or "命令"

    @admin.display(description="校验值", ordering="hash")
    def short_hash(self, obj: Event) -> str:
        """The beginning of the hash."""
        return obj.hash[:HASH]

    @admin.display(description="逐项名称")
    def on_the_desk(self, obj: Event) -> str:
        """The way to the same event on the desk, where its places have names."""
        if obj.disclosure_id is None:
            return "—"
        address = reverse("admin:desk_log_event", args=(obj.disclosure_id, obj.number))
        return format_html('<a href="{}">在材料的办理记录中查看</a>', address)

    @admin.display(description="改动")
    def told(self, obj: Event) -> SafeString | str:
        """The changes as they are kept."""
        if not obj.changes:
            return "—"
        shown = format_html_join(
            "",
            "<li>{}：{} → {}</li>",
            ([w, b or "空白", a or "空白"] for w, b, a in obj.changes[:FIRST]),
        )
        left = len(obj.changes) - FIRST
        more = format_html("<p>另有 {} 处。</p>", left) if left > 0 else ""
        return format_html("<ul>{}</ul>{}", shown, more)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        return super().get_queryset(request).defer("changes")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_read_log(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_read_log(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
