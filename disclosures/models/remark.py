"""退回意见: what a reviewer says about one place of a disclosure, and what became of it."""

from django.conf import settings
from django.db import models

from disclosures.models.disclosure import Disclosure
from disclosures.models.event import Event


class Remark(models.Model):
    """A remark about one figure, text or finding of one version.

    ``place`` is written as in the changes of an event (``2020:table/row/column``,
    ``text:kind/figure/row``, plain words), ``finding:key`` for a finding; ``label`` is how people
    called it then. ``sent`` is the 退回 that the clerk got it with, None while it is collected.
    ``note`` says what was done about it.
    """

    disclosure = models.ForeignKey(
        Disclosure, on_delete=models.CASCADE, related_name="remarks", verbose_name="公开材料"
    )
    version = models.PositiveSmallIntegerField("版次")
    place = models.CharField("位置", max_length=500)
    label = models.CharField("位置名称", max_length=500)
    text = models.TextField("意见", max_length=1000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="提出人",
    )
    at = models.DateTimeField("提出时间", auto_now_add=True)
    sent = models.ForeignKey(
        Event,
        on_delete=models.PROTECT,
        null=True,
        related_name="remarks",
        verbose_name="随哪次退回",
    )
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="处理人",
    )
    resolved_at = models.DateTimeField("处理时间", null=True)
    note = models.CharField("处理情况", max_length=1000, blank=True)

    class Meta:
        verbose_name = "退回意见"
        verbose_name_plural = "退回意见"
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(text=""),
                name="remark_says_something",
                violation_error_message="请写明意见",
            ),
            models.CheckConstraint(
                condition=models.Q(resolved_by=None, resolved_at=None, note="")
                | models.Q(
                    sent__isnull=False, resolved_by__isnull=False, resolved_at__isnull=False
                ),
                name="remark_resolved_by_somebody",
                violation_error_message="意见退回以后才能处理，须有处理人和时间",
            ),
        )

    def __str__(self) -> str:
        return f"{self.label}：{self.text}"

    @property
    def open(self) -> bool:
        """Whether the clerk still has to deal with it."""
        return self.sent_id is not None and self.resolved_at is None
