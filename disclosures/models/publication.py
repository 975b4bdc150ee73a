"""公开版本: what was published, as figures, texts and files that never change."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef

from disclosures.models.disclosure import Disclosure
from disclosures.models.frozen import Frozen, FrozenQuerySet
from disclosures.tables import Cell


class Publications(FrozenQuerySet):
    """Published versions."""

    def newest(self) -> Self:
        """The last version of each disclosure, withdrawn or not."""
        newer = Publication.objects.filter(
            disclosure=OuterRef("disclosure"), version__gt=OuterRef("version")
        )
        return self.filter(~Exists(newer))

    def readable(self) -> Self:
        """Every version, also a superseded one, of a disclosure that was not withdrawn since."""
        withdrawn = Withdrawal.objects.filter(
            publication__disclosure=OuterRef("disclosure"),
            publication__version__gte=OuterRef("version"),
        )
        return self.filter(~Exists(withdrawn))

    def current(self) -> Self:
        """现行版本: what the public reads now."""
        return self.newest().readable()


class Publication(Frozen):
    """One published version of a disclosure.

    ``texts`` and ``labels`` are what the unit wrote, as ``prose``, ``explanations`` and the names
    of rows; the figures are its ``facts``. ``digest`` is the SHA-256 of figures, texts and labels
    together. ``code`` is the 校验码 printed on every file of it.
    """

    disclosure = models.ForeignKey(
        Disclosure, on_delete=models.PROTECT, related_name="publications", verbose_name="公开材料"
    )
    version = models.PositiveSmallIntegerField("版次")
    title = models.CharField("标题", max_length=200)
    standard = models.CharField("公开范本", max_length=100)
    reason = models.TextField("更正理由", max_length=1000, blank=True)
    texts = models.JSONField("文字", default=dict)
    labels = models.JSONField("行名称", default=list)
    digest = models.CharField("数据和文字的 SHA-256", max_length=64)
    code = models.CharField("校验码", max_length=16, unique=True)
    published_at = models.DateTimeField("公开时间")
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name="公开人"
    )

    objects = Publications.as_manager()

    class Meta:
        verbose_name = "公开版本"
        verbose_name_plural = "公开版本"
        ordering = ("-published_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("disclosure", "version"), name="version_once"),
            models.CheckConstraint(
                condition=models.Q(version=1) | ~models.Q(reason=""),
                name="later_version_has_reason",
                violation_error_message="更正的版本须写明理由",
            ),
        )
        indexes = (models.Index(fields=("-published_at", "-id"), name="publication_newest"),)

    def __str__(self) -> str:
        return f"{self.title} 第{self.version}版"


class PublishedFile(Frozen):
    """One file of a published version, stored under its SHA-256."""

    publication = models.ForeignKey(
        Publication, on_delete=models.PROTECT, related_name="files", verbose_name="公开版本"
    )
    format = models.CharField("格式", max_length=10)
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    size = models.PositiveIntegerField("字节数")

    objects = FrozenQuerySet.as_manager()

    class Meta:
        verbose_name = "公开文件"
        verbose_name_plural = "公开文件"
        constraints = (
            models.UniqueConstraint(fields=("publication", "format"), name="format_once"),
        )

    def __str__(self) -> str:
        return f"{self.publication} {self.format}"


class PublishedFact(Frozen):
    """One figure of a published version, in 元 or as a count; no row marked 涉密."""

    publication = models.ForeignKey(
        Publication, on_delete=models.PROTECT, related_name="facts", verbose_name="公开版本"
    )
    year = models.PositiveSmallIntegerField("年度")
    table = models.CharField("表", max_length=60)
    row = models.CharField("行", max_length=60)
    column = models.CharField("栏", max_length=60)
    value = models.DecimalField("数值（元或个数）", max_digits=18, decimal_places=2)
    rounded = models.BooleanField("只精确到0.01万元", default=False)

    objects = FrozenQuerySet.as_manager()

    class Meta:
        verbose_name = "公开的数据"
        verbose_name_plural = "公开的数据"
        ordering = ("publication", "-year", "table", "row", "column")
        constraints = (
            models.UniqueConstraint(
                fields=("publication", "year", "table", "row", "column"),
                name="published_fact_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.year} {self.address}"

    @property
    def address(self) -> Cell:
        return Cell(self.table, self.row, self.column)


class Withdrawal(Frozen):
    """撤回: from when and on what ground this version and those before it are no longer shown."""

    publication = models.OneToOneField(
        Publication, on_delete=models.PROTECT, related_name="withdrawal", verbose_name="公开版本"
    )
    reason = models.TextField("撤回依据", max_length=1000)
    at = models.DateTimeField("撤回时间")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name="撤回人"
    )

    objects = FrozenQuerySet.as_manager()

    class Meta:
        verbose_name = "撤回"
        verbose_name_plural = "撤回"
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="withdrawal_has_reason",
                violation_error_message="撤回须写明依据",
            ),
        )

    def __str__(self) -> str:
        return f"{self.publication} 撤回：{self.reason}"
