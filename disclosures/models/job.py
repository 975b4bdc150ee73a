"""后台任务: work that takes longer than a page may take, and batches of it."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone


class BatchQuerySet(models.QuerySet["Batch"]):
    """Batches."""

    def visible_to(self, user: User | AnonymousUser) -> "BatchQuerySet":
        """Those a person started; a superuser sees all of them."""
        return self if user.is_superuser else self.filter(by_id=user.pk)


class Batch(models.Model):
    """Jobs that were started together, to be watched, halted and reported on together."""

    title = models.CharField("名称", max_length=200)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="发起人",
    )
    created_at = models.DateTimeField("发起时间", auto_now_add=True)
    paused = models.BooleanField("已暂停", default=False)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = "批次"
        verbose_name_plural = "批次"
        ordering = ("-pk",)
        default_permissions = ()

    def __str__(self) -> str:
        return self.title


class JobState(models.TextChoices):
    """Where a job stands."""

    QUEUED = "queued", "等待中"
    RUNNING = "running", "进行中"
    DONE = "done", "已完成"
    FAILED = "failed", "失败"


UNFINISHED = (JobState.QUEUED, JobState.RUNNING)

INTERRUPTED = Q(state=JobState.RUNNING, lease_until__lt=Now())


class JobQuerySet(models.QuerySet["Job"]):
    """Jobs; every time is compared by the clock of the database, which all machines share."""

    def visible_to(self, user: User | AnonymousUser) -> "JobQuerySet":
        """Those a person started; a superuser sees all of them."""
        return self if user.is_superuser else self.filter(by_id=user.pk)

    def unfinished(self) -> "JobQuerySet":
        """Those that are yet to be done, whether somebody is at it or not."""
        return self.filter(state__in=UNFINISHED)

    def interrupted(self) -> "JobQuerySet":
        """Those whose runner has not been heard of for the length of a lease."""
        return self.filter(INTERRUPTED)

    def claimable(self, *, early: bool = False) -> "JobQuerySet":
        """Those that may be run now; ``early``: also those that are to wait after a failure.

        The condition is on the row itself and on batches, with no second look at this table:
        PostgreSQL tests it again on the newest row when two runners meet at one.
        """
        queued = Q(state=JobState.QUEUED) if early else Q(state=JobState.QUEUED, due_at__lte=Now())
        halted = Batch.objects.filter(paused=True).values("pk")
        return self.filter(queued | INTERRUPTED).exclude(batch_id__in=halted)

    def in_turn(self) -> "JobQuerySet":
        """In the order in which they are run: single jobs never wait for a whole batch."""
        return self.order_by(F("batch_id").asc(nulls_first=True), "pk")


class Job(models.Model):
    """One task for the row with the primary key ``key``; only ``disclosures.jobs`` changes it.

    ``asked_at`` is when it was wanted last: when it was started, tried again by hand, or asked for
    anew while it ran.
    """

    batch = models.ForeignKey(
        Batch,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="jobs",
        verbose_name="批次",
    )
    task = models.CharField("任务", max_length=60)
    key = models.BigIntegerField("办理对象")
    label = models.CharField("名称", max_length=200)
    state = models.CharField("状态", max_length=20, choices=JobState, default=JobState.QUEUED)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="发起人",
    )

    done = models.PositiveIntegerField("已完成步数", default=0)
    total = models.PositiveIntegerField("总步数", default=0)
    note = models.CharField("当前步骤", max_length=200, blank=True)
    result = models.TextField("结果", blank=True)
    error = models.TextField("原因", blank=True)

    attempts = models.PositiveSmallIntegerField("次数", default=0)
    due_at = models.DateTimeField("不早于", db_default=Now())
    claim = models.UUIDField("办理凭证", null=True)
    lease_until = models.DateTimeField("占用至", null=True)
    worker = models.CharField("办理进程", max_length=200, blank=True)

    created_at = models.DateTimeField("发起时间", auto_now_add=True)
    asked_at = models.DateTimeField("要求办理时间", default=timezone.now)
    started_at = models.DateTimeField("开始时间", null=True)
    finished_at = models.DateTimeField("结束时间", null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = "后台任务"
        verbose_name_plural = "后台任务"
        ordering = ("-pk",)
        default_permissions = ()
        indexes = (
            models.Index(fields=("due_at",), condition=Q(state__in=UNFINISHED), name="job_due"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("task", "key"),
                condition=Q(state__in=UNFINISHED),
                name="job_once_unfinished",
                violation_error_message="同样的任务已在等待或正在进行",
            ),
            models.CheckConstraint(
                condition=Q(state=JobState.RUNNING, claim__isnull=False, lease_until__isnull=False)
                | ~Q(state=JobState.RUNNING) & Q(claim__isnull=True, lease_until__isnull=True),
                name="job_has_lease_while_running",
            ),
            models.CheckConstraint(
                condition=Q(state__in=UNFINISHED, finished_at__isnull=True)
                | ~Q(state__in=UNFINISHED) & Q(finished_at__isnull=False),
                name="job_has_end_when_finished",
            ),
            models.CheckConstraint(
                condition=~Q(state=JobState.FAILED) | ~Q(error=""),
                name="job_says_why_it_failed",
            ),
        )

    def __str__(self) -> str:
        return self.label
