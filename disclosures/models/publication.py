"""公开版本: what was published, as files that never change."""

from django.conf import settings
from django.db import models

from disclosures.models.disclosure import Disclosure


class Publication(models.Model):
    """One published version of a disclosure."""

    disclosure = models.ForeignKey(
        Disclosure, on_delete=models.PROTECT, related_name="publications", verbose_name="公开材料"
    )
    version = models.PositiveSmallIntegerField("版次")
    title = models.CharField("标题", max_length=200)
    published_at = models.DateTimeField("公开时间", auto_now_add=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name="公开人",
    )

    class Meta:
        verbose_name = "公开版本"
        verbose_name_plural = "公开版本"
        ordering = ("-published_at",)
        constraints = (
            models.UniqueConstraint(fields=("disclosure", "version"), name="version_once"),
        )

    def __str__(self) -> str:
        return f"{self.title} 第{self.version}版"


class PublishedFile(models.Model):
    """One file of a published version, stored under its SHA-256."""

    publication = models.ForeignKey(
        Publication, on_delete=models.PROTECT, related_name="files", verbose_name="公开版本"
    )
    format = models.CharField("格式", max_length=10)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveIntegerField("字节数")

    class Meta:
        verbose_name = "公开文件"
        verbose_name_plural = "公开文件"
        constraints = (
            models.UniqueConstraint(fields=("publication", "format"), name="format_once"),
        )

    def __str__(self) -> str:
        return f"{self.publication} {self.format}"
