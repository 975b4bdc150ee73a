"""上传的工作簿, kept as it came: it is the provenance of the figures read from it."""

from django.conf import settings
from django.db import models

from disclosures.models.disclosure import Disclosure


class Upload(models.Model):
    """One uploaded workbook with its SHA-256; until it is confirmed none of it is a figure."""

    disclosure = models.ForeignKey(
        Disclosure, on_delete=models.PROTECT, related_name="uploads", verbose_name="公开材料"
    )
    name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    content = models.BinaryField("内容", editable=False)
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name="上传人",
    )
    confirmed_at = models.DateTimeField("确认导入时间", null=True)

    class Meta:
        verbose_name = "上传的工作簿"
        verbose_name_plural = "上传的工作簿"
        ordering = ("-uploaded_at",)

    def __str__(self) -> str:
        return self.name
