"""检查结果的答复: what was said to a finding, by whom; kept for good."""

from django.conf import settings
from django.db import models

from disclosures.models.disclosure import Disclosure


class AnswerKind(models.TextChoices):
    """A clerk answers a 提示; a reviewer may waive any finding, an 错误 too."""

    ANSWER = "answer", "说明"
    WAIVER = "waiver", "豁免"


class Answer(models.Model):
    """One answer or waiver of one finding.

    ``finding`` is the key of the finding, which changes with its figures: an answer holds only as
    long as what it answers. ``check`` and ``message`` keep what was answered.
    """

    disclosure = models.ForeignKey(
        Disclosure, on_delete=models.CASCADE, related_name="answers", verbose_name="公开材料"
    )
    finding = models.CharField("检查结果", max_length=64)
    check_id = models.CharField("编号", max_length=20)
    message = models.TextField("检查结果内容")
    kind = models.CharField("方式", max_length=20, choices=AnswerKind)
    text = models.TextField("理由", max_length=1000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name="答复人"
    )
    at = models.DateTimeField("答复时间", auto_now_add=True)

    class Meta:
        verbose_name = "检查结果的答复"
        verbose_name_plural = "检查结果的答复"
        ordering = ("-at", "-pk")
        permissions = (("waive_finding", "可以豁免检查结果"),)

    def __str__(self) -> str:
        return f"{self.check_id} {self.get_kind_display()}：{self.text}"
