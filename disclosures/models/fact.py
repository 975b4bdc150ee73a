"""数据: one figure per row, in 元, with where it came from."""

from collections.abc import Iterable

from django.conf import settings
from django.db import models

from disclosures import facts
from disclosures.facts import FactSheet, Source
from disclosures.models.disclosure import Disclosure
from disclosures.models.publication import Publication
from disclosures.models.upload import Upload
from disclosures.tables import Cell


class Fact(models.Model):
    """One figure of a disclosure. ``year`` is the year before for figures to compare with."""

    disclosure = models.ForeignKey(
        Disclosure, on_delete=models.CASCADE, related_name="facts", verbose_name="公开材料"
    )
    year = models.PositiveSmallIntegerField("年度")
    table = models.CharField("表", max_length=60)
    row = models.CharField("行", max_length=60)
    column = models.CharField("栏", max_length=60)
    value = models.DecimalField("数值（元或个数）", max_digits=18, decimal_places=2)
    rounded = models.BooleanField("只精确到0.01万元", default=False)
    upload = models.ForeignKey(
        Upload, on_delete=models.PROTECT, null=True, blank=True, verbose_name="来源文件"
    )
    sheet = models.CharField("来源工作表", max_length=60, blank=True)
    cell = models.CharField("来源单元格", max_length=12, blank=True)
    publication = models.ForeignKey(
        Publication, on_delete=models.PROTECT, null=True, blank=True, verbose_name="来源公开版本"
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name="录入人",
    )
    entered_at = models.DateTimeField("录入时间", null=True, blank=True)

    class Meta:
        verbose_name = "数据"
        verbose_name_plural = "数据"
        ordering = ("disclosure", "-year", "table", "row", "column")
        constraints = (
            models.UniqueConstraint(
                fields=("disclosure", "year", "table", "row", "column"), name="fact_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.year} {self.address}"

    @property
    def address(self) -> Cell:
        return Cell(self.table, self.row, self.column)


class RowLabel(models.Model):
    """The name of a row that no standard and no classification names (a 接待事项)."""

    disclosure = models.ForeignKey(
        Disclosure, on_delete=models.CASCADE, related_name="row_labels", verbose_name="公开材料"
    )
    table = models.CharField("表", max_length=60)
    row = models.CharField("行", max_length=60)
    text = models.CharField("名称", max_length=200)

    class Meta:
        verbose_name = "行名称"
        verbose_name_plural = "行名称"
        constraints = (
            models.UniqueConstraint(fields=("disclosure", "table", "row"), name="row_label_once"),
        )

    def __str__(self) -> str:
        return self.text


def sheet_of(disclosure: Disclosure) -> FactSheet:
    """The figures of ``disclosure`` as an immutable sheet, last year's as its ``prior``."""
    rows = list(
        disclosure.facts.select_related("upload", "publication", "entered_by")
        .defer("upload__content")
        .order_by("pk")
    )
    labels = {(label.table, label.row): label.text for label in disclosure.row_labels.all()}
    prior = _sheet(disclosure.year - 1, rows)
    sheet = _sheet(disclosure.year, rows, labels)
    return sheet.with_prior(prior if prior.facts else None)


def _sheet(
    year: int, rows: Iterable[Fact], labels: dict[tuple[str, str], str] | None = None
) -> FactSheet:
    return FactSheet(
        year,
        {
            row.address: facts.Fact(row.value, _source(row), row.rounded)
            for row in rows
            if row.year == year
        },
        labels or {},
    )


def _source(row: Fact) -> Source:
    if row.upload is not None:
        return Source("workbook", row.upload.name, row.upload.sha256, row.sheet, row.cell)
    if row.publication is not None:
        return Source("publication", str(row.publication))
    return Source(by=row.entered_by.get_username() if row.entered_by else "")
