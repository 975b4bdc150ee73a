"""Uploading a workbook."""

from django import forms

from disclosures.intake.gate import LIMITS

MEGABYTE = 1 << 20


class UploadForm(forms.Form):
    """One .xlsx file in the official layout; its content is looked at by intake, not here."""

    workbook = forms.FileField(
        label="工作簿（.xlsx）",
        max_length=200,
        help_text="公开01表至公开09表，一表一个工作表；表头注明“金额单位：万元”或“金额单位：元”。",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": "请选择要上传的工作簿", "empty": "文件是空的，请重新选择"},
    )

    def clean_workbook(self) -> object:
        """Refuses a file over the limit before it is read into memory."""
        file = self.cleaned_data["workbook"]
        if file.size > LIMITS.file_bytes:
            raise forms.ValidationError(
                f"文件有 {file.size // MEGABYTE} MB，超过 {LIMITS.file_bytes // MEGABYTE} MB，"
                "请删去图片等无关内容"
            )
        return file
