"""Uploading a file, and saying what its sheets and columns are."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict

from disclosures.intake.bulk import BULK_LIMITS
from disclosures.intake.gate import LIMITS
from disclosures.intake.remembered import Said
from disclosures.intake.survey import SurveyedColumn, SurveyedSheet
from disclosures.models import Kind, Level

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
        return within(self.cleaned_data["workbook"], LIMITS.file_bytes)


def within(file: "UploadedFile[Any]", most: int) -> "UploadedFile[Any]":
    """``file`` of at most so many bytes. Raises ValidationError."""
    size = file.size or 0
    if size > most:
        raise forms.ValidationError(
            f"文件有 {size / MEGABYTE:.1f} MB，超过 {most / MEGABYTE:g} MB 的上限；"
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


class BulkUploadForm(forms.Form):
    """A workbook with many units, or a ZIP of many workbooks, and the round they are of."""

    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    kind = forms.ChoiceField(label="类别", choices=Kind.choices)
    level = forms.ChoiceField(
        label="口径",
        choices=(("", "自动（每个单位只有一种时）"), *Level.choices),
        required=False,
        help_text="一个部门既有部门材料又有单位材料的，要选一种。",
    )
    file = forms.FileField(
        label="文件（.xlsx、.xls、.csv 或 .zip）",
        max_length=200,
        help_text="一个工作簿，每张表左边有“单位代码”“单位名称”两栏；或者一个 ZIP 压缩包，"
        "每个单位一个工作簿，文件名或表内写明单位。",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.et,.csv,.zip"}),
        error_messages={"required": "请选择要上传的文件", "empty": "文件是空的，请重新选择"},
    )

    def clean_file(self) -> object:
        """Refuses a file over the limit before it is read into memory."""
        return within(self.cleaned_data["file"], BULK_LIMITS.file_bytes)

    def round(self) -> tuple[int, Kind, Level | None]:
        """What was chosen."""
        level = self.cleaned_data["level"]
        kind = Kind(self.cleaned_data["kind"])
        return self.cleaned_data["year"], kind, Level(level) if level else None
