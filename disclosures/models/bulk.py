"""批量导入: a file with the figures of many units, and what it holds of each of them."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.db import models

from disclosures.models.disclosure import Disclosure, Kind, Level
from disclosures.models.job import Batch


class BulkUploadQuerySet(models.QuerySet["BulkUpload"]):
    """Files of many units."""

    def visible_to(self, user: User | AnonymousUser) -> "BulkUploadQuerySet":
        """Those a person uploaded; a superuser sees all of them."""
        return self if user.is_superuser else self.filter(uploaded_by_id=user.pk)


class BulkUpload(models.Model):
    """One workbook or ZIP as it came, for the round that was chosen; ``level`` may be left open.

    It is read in the background (``read_at``), looked at, and taken in by the jobs of ``batch``.
    """

    year = models.PositiveSmallIntegerField("年度")
    kind = models.CharField("类别", max_length=20, choices=Kind)
    level = models.CharField("口径", max_length=20, choices=Level, blank=True)
    name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    content = models.BinaryField("内容", editable=False, default=b"")
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="上传人",
    )
    read_at = models.DateTimeField("读完时间", null=True)
    ignored = models.JSONField("没有读的工作表", default=list, blank=True)
    batch = models.ForeignKey(
        Batch,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="导入的批次",
    )

    objects = BulkUploadQuerySet.as_manager()

    class Meta:
        verbose_name = "批量导入的文件"
        verbose_name_plural = "批量导入的文件"
        ordering = ("-pk",)
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class BulkItem(models.Model):
    """What a file holds of one unit: which one, what it would change, or why it cannot be taken in.

    ``file`` is a workbook in the ZIP and ``content`` its bytes; '' and b"" for the upload itself.
    ``called`` is how the file calls the unit, ``matched`` by what it was known. ``mapped`` are the
    figures as they were read (``intake.kept``), ``token`` is that of their preview.
    """

    upload = models.ForeignKey(
        BulkUpload, on_delete=models.PROTECT, related_name="items", verbose_name="批量导入的文件"
    )
    file = models.CharField("工作簿", max_length=200, blank=True)
    content = models.BinaryField("内容", editable=False, default=b"")
    called = models.CharField("文件里的单位", max_length=200, blank=True)
    matched = models.CharField("对应依据", max_length=60, blank=True)
    disclosure = models.ForeignKey(
        Disclosure,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="公开材料",
    )
    mapped = models.JSONField("读出的数据", null=True)
    token = models.CharField("预览的校验值", max_length=64, blank=True)
    problems = models.JSONField("问题", default=list, blank=True)

    new = models.PositiveIntegerField("新增", default=0)
    changed = models.PositiveIntegerField("更改", default=0)
    removed = models.PositiveIntegerField("删除", default=0)
    unchanged = models.PositiveIntegerField("未变", default=0)
    errors = models.PositiveIntegerField("错误", default=0)
    warnings = models.PositiveIntegerField("提示", default=0)
    notes = models.PositiveIntegerField("说明", default=0)
    imported_at = models.DateTimeField("导入时间", null=True)

    class Meta:
        verbose_name = "批量导入的单位"
        verbose_name_plural = "批量导入的单位"
        ordering = ("pk",)
        default_permissions = ()
        constraints = (
            models.CheckConstraint(
                condition=models.Q(imported_at=None) | models.Q(disclosure__isnull=False),
                name="bulk_item_imported_into_something",
            ),
        )

    def __str__(self) -> str:
        return self.called or self.file

    @property
    def is_sound(self) -> bool:
        """Whether it can be taken in."""
        return self.disclosure_id is not None and not self.problems
