"""Fields: words of the official form to choose from, and the upload of filled forms."""

from typing import Any

from django import forms
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.files.uploadedfile import UploadedFile
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from disclosures.intake.gate import LIMITS
from disclosures.models import Disclosure, State
from disclosures.permissions import Act, disclosures_for


class Suggested(forms.TextInput):
    """A text field that offers the words of the official form."""

    def __init__(self, words: tuple[str, ...]) -> None:
        super().__init__()
        self.words = words

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        field = super().render(name, value, {**(attrs or {}), "list": f"{name}-words"}, renderer)
        options = format_html_join("", '<option value="{}">', ((word,) for word in self.words))
        return format_html('{}<datalist id="{}-words">{}</datalist>', field, name, options)


class UploadForm(forms.Form):
    """One workbook with filled forms, for one draft that ``user`` may edit."""

    disclosure = forms.ModelChoiceField(
        label="公开材料",
        queryset=Disclosure.objects.none(),
        error_messages={"required": "请选择公开材料"},
    )
    workbook = forms.FileField(
        label="文件（.xlsx、.xls）",
        max_length=200,
        help_text="一个项目一个工作表，保留表名和各栏的名称；金额以万元为单位。",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls"}),
        error_messages={"required": "请选择要上传的文件", "empty": "文件是空的，请重新选择"},
    )

    def __init__(self, user: AbstractBaseUser | AnonymousUser, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["disclosure"]
        if isinstance(field, forms.ModelChoiceField):
            drafts = disclosures_for(user, Act.EDIT).filter(state=State.DRAFT)
            field.queryset = drafts.select_related("unit")

    def clean_workbook(self) -> "UploadedFile[Any]":
        """Refuses a file over the limit before it is read into memory."""
        file: UploadedFile[Any] = self.cleaned_data["workbook"]
        if file.size is None or file.size > LIMITS.file_bytes:
            most = LIMITS.file_bytes >> 20
            raise forms.ValidationError(f"文件超过 {most} MB，请删去图片等无关内容")
        return file
