"""Admin pages of rows that belong to a unit: everybody sees only those of their own units."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from disclosures.permissions import Act, units_for


class OwnUnits:
    """For a ModelAdmin whose rows lead to a unit by ``unit_path``; other rows do not exist."""

    unit_path = "unit"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)  # type: ignore[misc]
        return rows.filter(**{f"{self.unit_path}__in": units_for(request.user, Act.VIEW)})

    def get_object(self, request: HttpRequest, *args: Any) -> Any:
        """The row. Raises Http404 for one that is not one's own, whatever was asked of it."""
        found = super().get_object(request, *args)  # type: ignore[misc]
        if found is None:
            raise Http404
        return found
