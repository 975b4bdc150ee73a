"""政府收支分类科目 in the admin site: what is not official stands under 待核."""

from typing import TYPE_CHECKING

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from disclosures.models import ClassificationCode

if TYPE_CHECKING:
    Base = admin.ModelAdmin[ClassificationCode]
else:
    Base = admin.ModelAdmin


class NeedsReview(admin.SimpleListFilter):
    """Names that no official document of recent years confirms."""

    title = "核对情况"
    parameter_name = "review"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        return [("open", "待核")]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[ClassificationCode]
    ) -> QuerySet[ClassificationCode]:
        if self.value() == "open":
            return queryset.filter(pk__in=ClassificationCode.objects.all().needing_review())
        return queryset


@admin.register(ClassificationCode)
class ClassificationCodeAdmin(Base):
    """Codes by year."""

    list_display = ("code", "name", "year", "kind", "evidence", "review")
    list_filter = (NeedsReview, "year", "kind", "level", "evidence")
    search_fields = ("code", "name")
    show_full_result_count = False

    @admin.display(description="待核", boolean=True)
    def review(self, code: ClassificationCode) -> bool:
        return code.needs_review
