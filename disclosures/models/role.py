"""岗位: what a user does for which units."""

from django.conf import settings
from django.db import models

from disclosures.models.unit import Unit


class Duty(models.TextChoices):
    """The four kinds of work. An administrator of the bureau needs none of them."""

    CLERK = "clerk", "录入"
    REVIEWER = "reviewer", "审核"
    PUBLISHER = "publisher", "公开"
    AUDITOR = "auditor", "查阅（审计）"


class Role(models.Model):
    """One duty of one user for one unit, with ``below`` also for the units below it.

    Without a unit the duty holds for all units: that is how the staff of a finance bureau work.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="roles",
        verbose_name="用户",
    )
    duty = models.CharField("岗位", max_length=20, choices=Duty)
    unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="roles",
        verbose_name="单位",
        help_text="留空：全部单位（财政部门的工作人员）。",
    )
    below = models.BooleanField("含下属单位", default=False)

    class Meta:
        verbose_name = "岗位"
        verbose_name_plural = "岗位"
        ordering = ("user", "unit__name", "duty")
        constraints = (
            models.UniqueConstraint(
                fields=("user", "duty", "unit"),
                name="role_once",
                violation_error_message="该用户已有这一岗位",
            ),
            models.UniqueConstraint(
                fields=("user", "duty"),
                condition=models.Q(unit=None),
                name="role_for_all_units_once",
                violation_error_message="该用户已有全部单位的这一岗位",
            ),
        )

    def __str__(self) -> str:
        where = str(self.unit) if self.unit else "全部单位"
        below = "及其下属单位" if self.unit and self.below else ""
        return f"{self.get_duty_display()}：{where}{below}"
