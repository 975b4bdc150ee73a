"""单位: who publishes."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models

DEMONSTRATION_NOTICE = "演示数据：仅供演示软件功能，不是正式公开材料。"
"""Stands on everything that is made up for a demonstration."""

RESERVED_SLUGS = frozenset(
    {
        *("admin", "api", "compare", "downloads", "healthz", "metrics", "open-data", "readyz"),
        *("search", "static", "verify"),
    }
)
"""First parts of addresses that lead elsewhere than to a unit."""


def not_reserved(slug: str) -> None:
    """Raises ValidationError where a page of the site itself has this name."""
    if slug.lower() in RESERVED_SLUGS:
        raise ValidationError("“%(slug)s”是本站页面的网址，请换一个网址名", params={"slug": slug})


class Nature(models.TextChoices):
    """What kind of body a unit is: only the first two have 机关运行经费 (预算法 第十四条)."""

    ADMINISTRATIVE = "administrative", "行政单位"
    CIVIL_SERVICE = "civil_service", "参照公务员法管理的事业单位"
    INSTITUTION = "institution", "事业单位"


class Unit(models.Model):
    """A department or unit. ``jurisdiction`` names the folder of standards that applies to it.

    ``parent`` is the department whose consolidated disclosure includes this unit's.
    """

    name = models.CharField("单位名称", max_length=120, unique=True)
    short_name = models.CharField(
        "简称",
        max_length=60,
        blank=True,
        default="",
        db_default="",
        help_text="公众常用的简称，检索时用，如“市教育局”。",
    )
    slug = models.SlugField("网址名", max_length=60, unique=True, validators=[not_reserved])
    code = models.CharField(
        "单位代码",
        max_length=30,
        blank=True,
        validators=[RegexValidator(r"^[0-9A-Z]*$", "单位代码只能由数字和大写字母组成")],
    )
    region = models.CharField("行政区划", max_length=60)
    jurisdiction = models.SlugField("公开范本所属地区", max_length=40, default="national")
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="members",
        verbose_name="主管部门",
    )
    nature = models.CharField("单位性质", max_length=20, choices=Nature, blank=True)
    exempt = models.CharField(
        "不公开的依据",
        max_length=200,
        blank=True,
        help_text="只有依法不公开的单位（如整体涉密）才填；填写后不计入应公开的单位。",
    )
    demonstration = models.BooleanField(
        "演示数据", default=False, help_text="勾选后，所有页面和文件都标明“演示数据”。"
    )

    class Meta:
        verbose_name = "单位"
        verbose_name_plural = "单位"
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                fields=("code",),
                condition=~models.Q(code=""),
                name="unit_code_unique",
                violation_error_message="已有单位使用这个代码",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def department(self) -> "Unit | None":
        """The department above it; None where there is none, or none that is made public."""
        return self.parent if self.parent and not self.parent.exempt else None

    @property
    def notice(self) -> str:
        """What every page and file about it has to say; '' for what is real."""
        return DEMONSTRATION_NOTICE if self.demonstration else ""
