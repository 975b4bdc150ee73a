"""Published versions in the admin site: to look at, never to change."""

from typing import TYPE_CHECKING

from django.contrib import admin
from django.http import HttpRequest

from disclosures.admin.scoped import OwnUnits
from disclosures.models import Publication, PublishedFile

if TYPE_CHECKING:
    Base = admin.ModelAdmin[Publication]
    Inline = admin.TabularInline[PublishedFile, Publication]
else:
    Base = admin.ModelAdmin
    Inline = admin.TabularInline


class PublishedFileInline(Inline):
    """The files of a version with their hashes."""

    model = PublishedFile
    fields = readonly_fields = ("format", "sha256", "size")
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Publication)
class PublicationAdmin(OwnUnits, Base):
    """Read only: what is published is corrected by a further version, never edited."""

    unit_path = "disclosure__unit"

    list_display = ("title", "version", "published_at", "published_by")
    exclude = ("texts", "labels")
    inlines = (PublishedFileInline,)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
