"""说明: reasons and uses that belong to a figure, and the prose of the unit."""

from django.db import models

from disclosures.models.disclosure import Disclosure


class ExplanationKind(models.TextChoices):
    """What an explanation says about its figure."""

    REASON = "reason", "与上年相比变动原因"
    BUDGET_REASON = "budget_reason", "与预算相比差异原因"
    USE = "use", "主要用途"
    TERM = "term", "科目的名词解释"


class Explanation(models.Model):
    """Why a figure is what it is, or what it was used for; for one figure of one year.

    ``carried``: taken over from last year and not looked at since.
    """

    disclosure = models.ForeignKey(
        Disclosure, on_delete=models.CASCADE, related_name="explanations", verbose_name="公开材料"
    )
    kind = models.CharField("类型", max_length=20, choices=ExplanationKind)
    figure = models.CharField("数据项", max_length=60)
    row = models.CharField("科目编码", max_length=60, blank=True)
    text = models.TextField("文字", max_length=1000)
    carried = models.BooleanField("上年文本", default=False, editable=False)

    class Meta:
        verbose_name = "原因和用途"
        verbose_name_plural = "原因和用途"
        ordering = ("figure", "row", "kind")
        constraints = (
            models.UniqueConstraint(
                fields=("disclosure", "kind", "figure", "row"),
                name="explanation_once",
                violation_error_message="这一数据项已有同类说明",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.figure} {self.row}".strip()


class Prose(models.Model):
    """A text block of the unit: 主要职能, 重点工作, 机构设置, an appendix, a remark to a table."""

    disclosure = models.ForeignKey(
        Disclosure, on_delete=models.CASCADE, related_name="prose", verbose_name="公开材料"
    )
    name = models.CharField("部分", max_length=60)
    text = models.TextField("文字", max_length=60000)
    carried = models.BooleanField("上年文本", default=False, editable=False)

    class Meta:
        verbose_name = "文字部分"
        verbose_name_plural = "文字部分"
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                fields=("disclosure", "name"),
                name="prose_once",
                violation_error_message="这一部分已经填写",
            ),
        )

    def __str__(self) -> str:
        return self.name
