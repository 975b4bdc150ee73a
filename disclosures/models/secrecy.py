"""涉密: rows that are folded into the row above them in everything that is shown."""

from django.conf import settings
from django.db import models

from disclosures.models.disclosure import Disclosure


class SecretRow(models.Model):
    """A 项 or 款 of the 功能分类 that is a state secret, with the ground for it.

    预算法 第十四条: 涉及国家秘密的除外; what is withheld needs a lawful classification.
    """

    disclosure = models.ForeignKey(
        Disclosure, on_delete=models.CASCADE, related_name="secret_rows", verbose_name="公开材料"
    )
    code = models.CharField("科目编码", max_length=7)
    ground = models.CharField("定密依据", max_length=200)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, verbose_name="标记人"
    )
    at = models.DateTimeField("标记时间", auto_now_add=True)

    class Meta:
        verbose_name = "涉密的行"
        verbose_name_plural = "涉密的行"
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(
                fields=("disclosure", "code"),
                name="secret_row_once",
                violation_error_message="这一行已经标记",
            ),
        )

    def __str__(self) -> str:
        return self.code
