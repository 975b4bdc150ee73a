"""公开材料: one document of one unit for one year."""

from django.conf import settings
from django.contrib.auth.models import User
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone

from disclosures.models.unit import Unit


class Kind(models.TextChoices):
    """预算 or 决算."""

    BUDGET = "budget", "预算"
    FINAL_ACCOUNTS = "final_accounts", "决算"


class Level(models.TextChoices):
    """The wording of the document: a department with its units, or one unit."""

    DEPARTMENT = "department", "部门"
    UNIT = "unit", "单位"


class State(models.TextChoices):
    """Where the version in hand stands. Published ones are told apart by ``Publication``."""

    DRAFT = "draft", "编制中"
    SUBMITTED = "submitted", "已报审"
    APPROVED = "approved", "已审核"
    PUBLISHED = "published", "已公开"
    WITHDRAWN = "withdrawn", "已撤回"


class Disclosure(models.Model):
    """The figures and texts of one document. Only ``publication`` changes ``state``.

    ``version`` is the one in hand: it goes up when a correction begins, with ``correction`` saying
    why. ``approval_date`` is the day of the 批复, from which the days to publish are counted.
    ``signed_by`` and ``signed_at`` record the 保密审查 of the version in hand.
    """

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="disclosures", verbose_name="单位"
    )
    year = models.PositiveSmallIntegerField(
        "年度", validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    kind = models.CharField("类别", max_length=20, choices=Kind)
    level = models.CharField("口径", max_length=20, choices=Level, default=Level.DEPARTMENT)
    state = models.CharField(
        "状态", max_length=20, choices=State, default=State.DRAFT, editable=False
    )
    version = models.PositiveSmallIntegerField("版次", default=1, editable=False)
    correction = models.TextField("更正理由", max_length=1000, blank=True, editable=False)

    approval_date = models.DateField("批复日期", null=True, blank=True, editable=False)
    approval_number = models.CharField("批复文号", max_length=60, blank=True, editable=False)

    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="保密审查人",
    )
    signed_at = models.DateTimeField("保密审查时间", null=True, editable=False)
    signed_opinion = models.CharField("保密审查意见", max_length=200, blank=True, editable=False)

    predecessor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="successors",
        verbose_name="上年材料",
    )
    changed_at = models.DateTimeField("最近改动", null=True, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="最近改动人",
    )

    class Meta:
        verbose_name = "公开材料"
        verbose_name_plural = "公开材料"
        ordering = ("-year", "unit__name", "kind")
        indexes = (models.Index(fields=("year", "kind"), name="disclosure_round"),)
        constraints = (
            models.UniqueConstraint(
                fields=("unit", "year", "kind", "level"),
                name="disclosure_once_a_year",
                violation_error_message="该单位这一年度的同类材料已经建立",
            ),
            models.CheckConstraint(
                condition=models.Q(version=1) | ~models.Q(correction=""),
                name="correction_has_reason",
                violation_error_message="更正须写明理由",
            ),
            models.CheckConstraint(
                condition=models.Q(signed_by=None, signed_at=None, signed_opinion="")
                | models.Q(signed_by__isnull=False, signed_at__isnull=False)
                & ~models.Q(signed_opinion=""),
                name="signing_is_whole",
                violation_error_message="保密审查须有审查人、时间和意见",
            ),
        )

    def locked(self) -> "Disclosure":
        """This row as it is now, locked until the transaction ends; a second locker waits."""
        rows = Disclosure.objects.select_related("unit").select_for_update(of=("self",))
        return rows.get(pk=self.pk)

    def __str__(self) -> str:
        return f"{self.unit}{self.year}年度{self.get_level_display()}{self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return reverse("disclosure", args=(self.unit.slug, self.year, self.segment))

    @property
    def segment(self) -> str:
        """The last part of its public address: level and kind, as in ``unit_final_accounts``."""
        return f"{self.level}_{self.kind}"

    @property
    def correcting(self) -> bool:
        """Whether a version after the first is being made."""
        return self.version > 1 and self.state not in (State.PUBLISHED, State.WITHDRAWN)

    def touch(self, by: User | None) -> None:
        """Notes that figures or texts were changed now, and by whom."""
        self.changed_at, self.changed_by = timezone.now(), by
        self.save(update_fields=["changed_at", "changed_by"])
