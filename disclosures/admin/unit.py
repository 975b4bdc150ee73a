"""Units in the admin site."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest

from disclosures.admin.scoped import OwnUnits
from disclosures.events import held, held_changes, record
from disclosures.models import Action, Unit
from disclosures.search.index import renamed
from disclosures.standards.loader import jurisdictions
from disclosures.tasks import units

if TYPE_CHECKING:
    Base = admin.ModelAdmin[Unit]
    Form = forms.ModelForm[Unit]
else:
    Base = admin.ModelAdmin
    Form = forms.ModelForm


def _jurisdictions() -> Iterable[tuple[str, str]]:
    return jurisdictions().items()


class UnitForm(Form):
    """A unit with one of the shipped standards, below a department that is not below it."""

    jurisdiction = forms.ChoiceField(
        label="公开范本所属地区",
        choices=_jurisdictions,
        initial="national",
        help_text="没有本地范本的，选“全国”。",
    )

    class Meta:
        help_texts: ClassVar = {
            "slug": "公开页面网址里的名字，用小写字母、数字和连字符，如 jiaoyuju；公开后不要再改。"
        }

    def clean_parent(self) -> Unit | None:
        parent: Unit | None = self.cleaned_data["parent"]
        above = parent
        while above is not None:
            if above.pk == self.instance.pk:
                raise forms.ValidationError(
                    f"“{parent}”就是本单位或其下属单位，不能作主管部门，请另选"
                )
            above = above.parent
        return parent


@admin.register(Unit)
class UnitAdmin(OwnUnits, Base):
    """Who publishes; only an administrator changes them."""

    unit_path = "pk"

    form = UnitForm
    fields = (
        "name",
        "short_name",
        "slug",
        "code",
        "region",
        "jurisdiction",
        "parent",
        "nature",
        "exempt",
        "demonstration",
    )
    list_display = ("name", "code", "region", "jurisdiction", "parent", "nature", "demonstration")
    list_filter = ("jurisdiction", "nature", "demonstration")
    list_select_related = ("parent",)
    search_fields = ("name", "short_name", "code", "slug")

    def save_model(self, request: HttpRequest, obj: Unit, form: Any, change: bool) -> None:
        with transaction.atomic():
            before = held(Unit.objects.get(pk=obj.pk)) if change else {}
            super().save_model(request, obj, form, change)
            if changes := tuple(held_changes(before, held(obj))):
                by = cast(User, request.user)
                units.changed(record(Action.UNIT, by, unit=obj, changes=changes))
        transaction.on_commit(lambda: renamed(obj), robust=True)

    def has_delete_permission(self, request: HttpRequest, obj: Unit | None = None) -> bool:
        """A unit stays in the log; one that is no more is marked so."""
        return False
