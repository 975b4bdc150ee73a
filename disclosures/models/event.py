"""办理记录: every change of state that is no publication, with its reason; kept for good."""

from django.conf import settings
from django.db import models

from disclosures.models.disclosure import Disclosure


class Action(models.TextChoices):
    """What was done to a disclosure. A publication is its own record."""

    SUBMIT = "submit", "报审"
    REOPEN = "reopen", "重新编制"


class Event(models.Model):
    """Who changed the state of a disclosure, when, and why (only 报审 needs no reason)."""

    disclosure = models.ForeignKey(
        Disclosure, on_delete=models.CASCADE, related_name="events", verbose_name="公开材料"
    )
    action = models.CharField("事项", max_length=20, choices=Action)
    reason = models.TextField("理由", max_length=1000, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name="办理人"
    )
    at = models.DateTimeField("办理时间", auto_now_add=True)

    class Meta:
        verbose_name = "办理记录"
        verbose_name_plural = "办理记录"
        ordering = ("-at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(action=Action.SUBMIT) | ~models.Q(reason=""),
                name="event_has_reason",
                violation_error_message="请写明理由",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_action_display()}：{self.reason}".rstrip("：")
