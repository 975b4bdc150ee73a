"""Units in the admin site."""

from typing import TYPE_CHECKING

from django.contrib import admin

from disclosures.models import Unit

if TYPE_CHECKING:
    Base = admin.ModelAdmin[Unit]
else:
    Base = admin.ModelAdmin


@admin.register(Unit)
class UnitAdmin(Base):
    """Who publishes."""

    list_display = ("name", "code", "region", "jurisdiction", "demonstration")
    list_filter = ("jurisdiction", "demonstration")
    search_fields = ("name", "code", "slug")
