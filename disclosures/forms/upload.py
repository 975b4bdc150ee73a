"""Uploading a file, and saying what its sheets and columns are."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django import forms
from django.http import QueryDict

from disclosures.intake.gate import LIMITS
from disclosures.intake.remembered import Said
from disclosures.intake.survey import SurveyedColumn, SurveyedSheet

MEGABYTE = 1 << 20

LEAVE = ("", "不读")
RECOGNISE = ("*", "自动识别")
"""The id of no table: what was said of the sheet is forgotten."""

MOST_COLUMNS = 30
"""Columns of one sheet that can be chosen for; a form has no more notes than that."""


class UploadForm(forms.Form):
    """One file; its content is looked at by intake, not here."""

    workbook = forms.FileField(
        label="文件（.xlsx、.xls 或 .csv）",
        max_length=200,
        help_text="一张表一个工作表，表名写在表格上方；表头注明“金额单位：万元”或“金额单位：元”。",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
        error_messages={"required": "请选择要上传的文件", "empty": "文件是空的，请重新选择"},
    )

    def clean_workbook(self) -> object:
        """Refuses a file over the limit before it is read into memory."""
        file = self.cleaned_data["workbook"]
        if file.size > LIMITS.file_bytes:
            limit = LIMITS.file_bytes / MEGABYTE
            raise forms.ValidationError(
                f"文件有 {file.size / MEGABYTE:.1f} MB，超过 {limit:g} MB 的上限；"
                "请删去图片等无关内容后重新上传"
            )
        return file


class SheetFields(NamedTuple):
    """The fields of one sheet, for the template."""

    sheet: SurveyedSheet
    table: forms.BoundField
    columns: tuple[tuple[SurveyedColumn, forms.BoundField], ...]


class RecognitionForm(forms.Form):
    """For each visible sheet the table it is read as, and for unknown columns what they are."""

    def __init__(self, sheets: Sequence[SurveyedSheet], data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.sheets = [(f"sheet-{n}", sheet) for n, sheet in enumerate(sheets) if not sheet.hidden]
        for name, sheet in self.sheets:
            again = (RECOGNISE,) if sheet.corrected else ()
            tables = [(choice.id, choice.name) for choice in sheet.candidates]
            self.fields[name] = forms.ChoiceField(
                label=f"工作表“{sheet.name}”",
                choices=(*again, LEAVE, *tables),
                initial=sheet.table,
                required=False,
            )
            for field, column in _open_columns(name, sheet):
                self.fields[field] = forms.ChoiceField(
                    label=f"{column.cell}“{column.head}”",
                    choices=(LEAVE, *((choice.id, choice.name) for choice in sheet.choices)),
                    initial=column.id,
                    required=False,
                )

    def groups(self) -> Iterator[SheetFields]:
        """The fields of each sheet, in the order of the file."""
        for name, sheet in self.sheets:
            columns = ((column, self[field]) for field, column in _open_columns(name, sheet))
            yield SheetFields(sheet, self[name], tuple(columns))

    def said(self) -> Iterator[Said]:
        """What differs from how the file is understood now."""
        for name, sheet in self.sheets:
            table = self.cleaned_data[name]
            chosen = {
                column.head: self.cleaned_data[field]
                for field, column in _open_columns(name, sheet)
                if table == sheet.table and self.cleaned_data[field] != column.id
            }
            if table == RECOGNISE[0]:
                yield Said(sheet.heading, None, {})
            elif table != sheet.table or chosen:
                yield Said(sheet.heading, table, chosen)


def _open_columns(name: str, sheet: SurveyedSheet) -> list[tuple[str, SurveyedColumn]]:
    """The columns to choose for: those not recognised, and all of a sheet that was corrected."""
    columns = [
        (f"{name}-column-{n}", column)
        for n, column in enumerate(sheet.columns)
        if sheet.table and (sheet.corrected or not column.id)
    ]
    return columns[:MOST_COLUMNS]
