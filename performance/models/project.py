"""项目: its targets and what became of them, its money by source, its indicators."""

from django.core.validators import MinValueValidator
from django.db import models

from disclosures.models import Disclosure, Upload
from performance import values


class Source(models.TextChoices):
    """资金来源; 总额 is entered where it was reported and then checked against the others."""

    TOTAL = "total", values.SOURCES["total"]
    APPROPRIATION = "appropriation", values.SOURCES["appropriation"]
    CARRIED_OVER = "carried_over", values.SOURCES["carried_over"]
    SPECIAL_ACCOUNT = "special_account", values.SOURCES["special_account"]
    UNIT_FUNDS = "unit_funds", values.SOURCES["unit_funds"]
    OTHER = "other", values.SOURCES["other"]


class Nature(models.TextChoices):
    """指标性质."""

    AT_LEAST = "≥", "≥"
    AT_MOST = "≤", "≤"
    EQUAL = "=", "="
    MORE = ">", ">"
    LESS = "<", "<"
    QUALITATIVE = "定性", "定性"


class Project(models.Model):
    """One project of a document, or with ``whole`` the department's whole expenditure.

    ``carried``: its targets were taken over from ``predecessor`` and not looked at since.
    """

    disclosure = models.ForeignKey(
        Disclosure,
        on_delete=models.CASCADE,
        related_name="performance_projects",
        verbose_name="公开材料",
    )
    position = models.PositiveSmallIntegerField("顺序", default=1)
    whole = models.BooleanField(
        "部门整体支出",
        default=False,
        help_text="勾选后，填的是部门整体支出的目标和自评，不是一个项目",
    )
    name = models.CharField("项目名称", max_length=200)
    code = models.CharField("项目编码", max_length=40, blank=True)
    department = models.CharField("主管部门", max_length=120, blank=True)
    unit = models.CharField("实施单位（预算单位）", max_length=120, blank=True)
    target = models.TextField("年度目标（预期目标）", max_length=4000, blank=True)
    completion = models.TextField("年度目标完成情况", max_length=4000, blank=True)
    process = models.TextField("项目实施内容及过程概述", max_length=4000, blank=True)
    result = models.TextField(
        "实施成效",
        max_length=2000,
        blank=True,
        help_text="印在“通过项目实施，”之后；不填时用年度目标完成情况",
    )
    funding_reason = models.TextField("预算执行情况的原因", max_length=1000, blank=True)
    conclusion = models.TextField("评价结论", max_length=2000, blank=True)
    problems = models.TextField("存在问题", max_length=2000, blank=True)
    measures = models.TextField("改进措施", max_length=2000, blank=True)
    leader = models.CharField("项目负责人", max_length=40, blank=True)
    accountant = models.CharField("财务负责人", max_length=40, blank=True)
    reported_points = models.DecimalField(
        "填报的预算执行率得分", max_digits=6, decimal_places=2, null=True, blank=True
    )
    reported_total = models.DecimalField(
        "填报的总分", max_digits=6, decimal_places=2, null=True, blank=True
    )
    predecessor = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="successors",
        verbose_name="承接的项目",
    )
    carried = models.BooleanField("承接的目标，尚未核对", default=False, editable=False)
    upload = models.ForeignKey(
        Upload,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="performance_projects",
        verbose_name="来源文件",
    )
    sheet = models.CharField("来源工作表", max_length=60, blank=True, editable=False)

    class Meta:
        verbose_name = "绩效项目"
        verbose_name_plural = "绩效项目"
        ordering = ("disclosure", "position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("disclosure",),
                condition=models.Q(whole=True),
                name="performance_whole_once",
                violation_error_message="这份材料已有部门整体支出的绩效目标",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Funding(models.Model):
    """The money of a project from one source, in 元."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="funding", verbose_name="项目"
    )
    source = models.CharField("资金来源", max_length=20, choices=Source)
    initial = models.DecimalField(
        "年初预算数（元）", max_digits=18, decimal_places=2, null=True, blank=True
    )
    revised = models.DecimalField(
        "全年（调整后）预算数（元）", max_digits=18, decimal_places=2, null=True, blank=True
    )
    executed = models.DecimalField(
        "执行数（元）", max_digits=18, decimal_places=2, null=True, blank=True
    )

    class Meta:
        verbose_name = "项目资金"
        verbose_name_plural = "项目资金"
        ordering = ("project", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("project", "source"),
                name="performance_funding_once",
                violation_error_message="这一资金来源已经填写",
            ),
        )

    def __str__(self) -> str:
        return self.get_source_display()


class Indicator(models.Model):
    """One line of 绩效指标; values are kept as written, a number or words."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="indicators", verbose_name="项目"
    )
    position = models.PositiveSmallIntegerField("顺序", default=1)
    level1 = models.CharField("一级指标", max_length=40)
    level2 = models.CharField("二级指标", max_length=40, blank=True)
    level3 = models.CharField("三级指标", max_length=200, blank=True)
    nature = models.CharField("指标性质", max_length=4, choices=Nature, blank=True)
    target = models.TextField("指标值", max_length=1000, blank=True)
    unit = models.CharField("度量单位", max_length=40, blank=True)
    actual = models.TextField("完成值", max_length=1000, blank=True)
    weight = models.DecimalField(
        "权重（分值）",
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    score = models.DecimalField(
        "得分",
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="达到指标值的由系统计分；定性指标和未达到的指标，填写得分并说明原因",
    )
    reason = models.TextField("未完成（偏差）原因", max_length=1000, blank=True)

    class Meta:
        verbose_name = "绩效指标"
        verbose_name_plural = "绩效指标"
        ordering = ("project", "position", "pk")

    def __str__(self) -> str:
        return f"{self.level2} {self.level3}".strip()


class Task(models.Model):
    """One of the 年度主要任务 of the department as a whole."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="tasks", verbose_name="部门整体支出"
    )
    position = models.PositiveSmallIntegerField("顺序", default=1)
    name = models.CharField("任务名称", max_length=200)
    content = models.TextField("主要内容", max_length=2000)

    class Meta:
        verbose_name = "年度主要任务"
        verbose_name_plural = "年度主要任务"
        ordering = ("project", "position", "pk")

    def __str__(self) -> str:
        return self.name
