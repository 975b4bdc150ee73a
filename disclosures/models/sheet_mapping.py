"""工作表的识别: what a person said a sheet and its columns are, kept for the unit's next year."""

from django.conf import settings
from django.db import models

from disclosures.models.disclosure import Kind
from disclosures.models.unit import Unit


class SheetMapping(models.Model):
    """A sheet, known by the text at its head, read as a table as a person said.

    ``table`` is the id of the table, '' for a sheet to leave alone. ``columns`` gives for each head
    of a column the id of the table's column, '' for one to leave alone; heads that are not in it
    are recognised as usual.
    """

    unit = models.ForeignKey(
        Unit, on_delete=models.CASCADE, related_name="sheet_mappings", verbose_name="单位"
    )
    kind = models.CharField("类别", max_length=20, choices=Kind)
    sheet = models.CharField("工作表的表头", max_length=200)
    table = models.CharField("表", max_length=60, blank=True)
    columns = models.JSONField("各栏", default=dict, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, verbose_name="指定人"
    )
    at = models.DateTimeField("指定时间", auto_now=True)

    class Meta:
        verbose_name = "工作表的识别"
        verbose_name_plural = "工作表的识别"
        constraints = (
            models.UniqueConstraint(fields=("unit", "kind", "sheet"), name="sheet_mapping_once"),
        )

    def __str__(self) -> str:
        return self.sheet
