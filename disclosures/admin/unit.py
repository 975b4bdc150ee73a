"""Units in the admin site."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from django import forms
from django.contrib import admin

from disclosures.models import Unit
from disclosures.standards.loader import jurisdictions

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
class UnitAdmin(Base):
    """Who publishes."""

    form = UnitForm
    fields = (
        "name",
        "slug",
        "code",
        "region",
        "jurisdiction",
        "parent",
        "nature",
        "demonstration",
    )
    list_display = ("name", "code", "region", "jurisdiction", "parent", "nature", "demonstration")
    list_filter = ("jurisdiction", "nature", "demonstration")
    list_select_related = ("parent",)
    search_fields = ("name", "code", "slug")
