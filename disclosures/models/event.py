"""办理记录: the append-only log of what was done, each event chained to the one before it.

Rows are made by ``disclosures.events.record`` alone. Triggers refuse to change or delete them, and
so do the models.
"""

from django.conf import settings
from django.db import models

from disclosures.models.disclosure import Disclosure
from disclosures.models.frozen import Frozen, FrozenQuerySet
from disclosures.models.unit import Unit


class Action(models.TextChoices):
    """What was done. The first group moves a disclosure from one state to another."""

    CREATE = "create", "建立"
    SUBMIT = "submit", "报审"
    SEND_BACK = "send_back", "退回"
    REOPEN = "reopen", "重新编制"
    APPROVE = "approve", "审核通过"
    PUBLISH = "publish", "公开"
    CORRECT = "correct", "开始更正"
    WITHDRAW = "withdraw", "撤回"

    FIGURES = "figures", "改动数据"
    UPLOAD = "upload", "导入文件"
    TEXT = "text", "改动文字"
    PERFORMANCE = "performance", "改动绩效"
    ANSWER = "answer", "说明检查结果"
    WAIVE = "waive", "豁免检查结果"
    REMARK = "remark", "提出退回意见"
    DROP = "drop", "撤去退回意见"
    RESOLVE = "resolve", "处理退回意见"
    SECRET = "secret", "标记涉密"
    SIGN = "sign", "保密审查"
    APPROVAL = "approval", "登记批复"
    PROPERTIES = "properties", "改动材料信息"

    UNIT = "unit", "改动单位"
    ROLE = "role", "改动权限"
    ACCOUNT = "account", "改动账户"


REASONED = (
    Action.SEND_BACK,
    Action.REOPEN,
    Action.CORRECT,
    Action.WITHDRAW,
    Action.ANSWER,
    Action.WAIVE,
)
"""What is never done without saying why."""


class Event(Frozen):
    """Who did what, when and why, and what it changed from what to what.

    ``number`` counts all events without a gap. ``hash`` is that of everything in the row and of
    ``previous``, the hash of the event before: changing, removing or inserting one breaks the
    chain. ``by_name`` keeps how the user was called then; both are empty for a command.

    What an event names is not locked by it (``db_constraint``): the log is the last thing that a
    transaction locks, so that no two wait for each other.
    """

    number = models.PositiveBigIntegerField("序号", unique=True)
    at = models.DateTimeField("办理时间")
    action = models.CharField("事项", max_length=20, choices=Action)
    disclosure = models.ForeignKey(
        Disclosure,
        on_delete=models.PROTECT,
        db_constraint=False,
        null=True,
        related_name="events",
        verbose_name="公开材料",
    )
    unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        db_constraint=False,
        null=True,
        related_name="events",
        verbose_name="单位",
    )
    subject = models.CharField("对象", max_length=300)
    reason = models.TextField("理由", max_length=1000, blank=True)
    changes = models.JSONField("改动", default=list, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        db_constraint=False,
        null=True,
        verbose_name="办理人",
    )
    by_name = models.CharField("办理人姓名", max_length=200, blank=True)
    previous = models.CharField("上一条的校验值", max_length=64)
    hash = models.CharField("校验值", max_length=64)

    objects = FrozenQuerySet.as_manager()

    class Meta:
        verbose_name = "办理记录"
        verbose_name_plural = "办理记录"
        ordering = ("-number",)
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(action__in=REASONED) | ~models.Q(reason=""),
                name="event_has_reason",
                violation_error_message="请写明理由",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_action_display()}：{self.reason}".rstrip("：")


class EventChain(models.Model):
    """日志链头: number and hash of the newest event; one row, locked by whoever adds to the log.

    It tells an empty end of the log from one that was cut off.
    """

    number = models.PositiveBigIntegerField("最新序号", default=0)
    hash = models.CharField("最新校验值", max_length=64, default="")

    class Meta:
        verbose_name = "日志链头"
        verbose_name_plural = "日志链头"

    def __str__(self) -> str:
        return f"{self.number} {self.hash}"
