"""预算绩效管理情况: counts, results, and what the self-assessment report needs."""

from django.db import models

from disclosures.models import Disclosure
from performance.overview import AMOUNTS, COUNTS

COMPUTED = "这些项目都已填写的，由系统计算，这里不用填"


class Management(models.Model):
    """What a unit says of 预算绩效管理 for one document."""

    disclosure = models.OneToOneField(
        Disclosure,
        on_delete=models.CASCADE,
        related_name="performance_management",
        verbose_name="公开材料",
    )
    evaluated_before = models.CharField(
        "开展事前绩效评估的项目",
        max_length=500,
        blank=True,
        help_text="项目名称，多个之间用顿号隔开",
    )
    with_targets = models.PositiveIntegerField(
        f"{COUNTS['with_targets']}（个）", null=True, blank=True
    )
    monitored = models.PositiveIntegerField(f"{COUNTS['monitored']}（个）", null=True, blank=True)
    self_assessed = models.PositiveIntegerField(
        f"{COUNTS['self_assessed']}（个）", null=True, blank=True
    )
    evaluated = models.PositiveIntegerField(f"{COUNTS['evaluated']}（个）", null=True, blank=True)
    graded_excellent = models.PositiveIntegerField(
        f"{COUNTS['graded_excellent']}（个）", null=True, blank=True
    )
    graded_good = models.PositiveIntegerField(
        f"{COUNTS['graded_good']}（个）", null=True, blank=True
    )
    graded_pass = models.PositiveIntegerField(
        f"{COUNTS['graded_pass']}（个）", null=True, blank=True
    )
    graded_fail = models.PositiveIntegerField(
        f"{COUNTS['graded_fail']}（个）", null=True, blank=True
    )
    problems = models.PositiveIntegerField(f"{COUNTS['problems']}（个）", null=True, blank=True)
    mended = models.PositiveIntegerField(f"{COUNTS['mended']}（个）", null=True, blank=True)
    mending = models.PositiveIntegerField(f"{COUNTS['mending']}（个）", null=True, blank=True)
    with_targets_amount = models.DecimalField(
        f"{AMOUNTS['with_targets']}（元）",
        max_digits=18,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=COMPUTED,
    )
    monitored_amount = models.DecimalField(
        f"{AMOUNTS['monitored']}（元）",
        max_digits=18,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=COMPUTED,
    )
    self_assessed_amount = models.DecimalField(
        f"{AMOUNTS['self_assessed']}（元）",
        max_digits=18,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=COMPUTED,
    )
    average_score = models.DecimalField(
        "绩效自评的平均得分",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=COMPUTED,
    )
    systems = models.CharField(
        "预算绩效管理制度", max_length=500, blank=True, help_text="制度名称，多个之间用顿号隔开"
    )
    mechanism = models.CharField(
        "预算绩效管理工作机制",
        max_length=200,
        blank=True,
        help_text="印在“建立了”和“的预算绩效管理工作机制”之间",
    )
    covers_all = models.BooleanField(
        "所填项目涵盖全部项目支出",
        default=False,
        help_text="勾选后，核对各项目执行数之和与决算的项目支出是否相等",
    )
    whole_result = models.TextField(
        "部门整体支出自评结果",
        max_length=1000,
        blank=True,
        help_text="印在“从评价情况来看”之后，如“各项目标基本完成”",
    )
    evaluated_result = models.TextField(
        "自行组织评价的结果", max_length=1000, blank=True, help_text="印在“从评价情况来看”之后"
    )
    remarks = models.TextField("其他需要说明的情况", max_length=10000, blank=True)
    addressee = models.CharField("自评报告主送机关", max_length=120, blank=True)
    basis = models.CharField(
        "自评报告依据",
        max_length=500,
        blank=True,
        help_text="通知的名称和文号，印在“根据”和“要求”之间",
    )
    signed = models.DateField("自评报告日期", null=True, blank=True)
    score = models.DecimalField(
        "部门整体支出自评得分",
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="填有部门整体支出指标的，得分由系统计算，这里不用填",
    )
    appropriation = models.DecimalField(
        "年初预算中的财政拨款（元）", max_digits=18, decimal_places=2, null=True, blank=True
    )

    class Meta:
        verbose_name = "预算绩效管理情况"
        verbose_name_plural = "预算绩效管理情况"
        ordering = ("-disclosure__year", "disclosure__unit__name")

    def __str__(self) -> str:
        return f"{self.disclosure} 预算绩效管理情况"


class Classification(models.TextChoices):
    """The two ways in which 年初预算 is told apart."""

    FUNCTION = "function", "功能分类"
    ECONOMIC = "economic", "部门经济分类"


class InitialBudget(models.Model):
    """年初预算 of one 类, in 元; for the tables of the report."""

    management = models.ForeignKey(
        Management, on_delete=models.CASCADE, related_name="budget", verbose_name="绩效管理情况"
    )
    classification = models.CharField("分类", max_length=20, choices=Classification)
    code = models.CharField("类的编码", max_length=7)
    basic = models.DecimalField(
        "基本支出（元）", max_digits=18, decimal_places=2, null=True, blank=True
    )
    project = models.DecimalField(
        "项目支出（元）", max_digits=18, decimal_places=2, null=True, blank=True
    )
    total = models.DecimalField(
        "合计（元）", max_digits=18, decimal_places=2, null=True, blank=True
    )

    class Meta:
        verbose_name = "年初预算"
        verbose_name_plural = "年初预算"
        ordering = ("management", "-classification", "code")
        constraints = (
            models.UniqueConstraint(
                fields=("management", "classification", "code"),
                name="performance_budget_once",
                violation_error_message="这一类的年初预算已经填写",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_classification_display()}{self.code}"


class ReportText(models.Model):
    """The unit's prose for one place of the self-assessment report."""

    management = models.ForeignKey(
        Management, on_delete=models.CASCADE, related_name="texts", verbose_name="绩效管理情况"
    )
    name = models.CharField("部分", max_length=40)
    text = models.TextField(
        "文字",
        max_length=20000,
        help_text="金额请引用决算数，如{年末财政拨款结转和结余}；其他金额其后注明（非决算口径）",
    )

    class Meta:
        verbose_name = "自评报告文字"
        verbose_name_plural = "自评报告文字"
        ordering = ("management", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("management", "name"),
                name="performance_text_once",
                violation_error_message="这一部分已经填写",
            ),
        )

    def __str__(self) -> str:
        return self.name
