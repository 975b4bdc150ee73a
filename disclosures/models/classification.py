"""科目: the lists of 政府收支分类科目 the finance bureau keeps, one row per code and year."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.functions import Length
from django.db.models.lookups import LessThan

from disclosures import classification
from disclosures.classification import (
    Classification,
    ClassificationKind,
    Classifications,
    Code,
    split_budgets,
)
from disclosures.classification.codes import LEVEL_OF_LENGTH, LONGEST_NAME


@dataclass(frozen=True)
class LoadCounts:
    """What a load did: rows made, changed, left as they were, and removed.

    ``kept`` counts official rows that the shipped list, knowing less, was not let overwrite.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    kept: int = 0
    removed: int = 0

    def __add__(self, other: "LoadCounts") -> "LoadCounts":
        return LoadCounts(
            self.new + other.new,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.kept + other.kept,
            self.removed + other.removed,
        )


class ClassificationCodeQuerySet(models.QuerySet["ClassificationCode", "ClassificationCode"]):
    """Rows of the lists; the two ways in which a whole list is written."""

    def needing_review(self) -> "ClassificationCodeQuerySet":
        """Rows whose name has not been seen in an official document."""
        return self.exclude(evidence=ClassificationCode.Evidence.OFFICIAL)

    def load_shipped(self, years: Iterable[int]) -> LoadCounts:
        """Write the shipped lists of ``years``; again makes no difference.

        A row already official is overwritten by an official one only, and a list that came from
        the year's official spreadsheet is left alone altogether.
        """
        counts = LoadCounts()
        with transaction.atomic():
            for year in years:
                for kind in ClassificationKind:
                    counts += self._write_shipped(classification.load_kind(kind, year))
        return counts

    def load_official(self, official: Classification) -> LoadCounts:
        """Replace the list of that year and kind by the official one, wholly or not at all.

        Where the official list leaves 说明 or 预算 blank, those known of the same code with the
        same name stay; codes it does not have are removed.
        """
        with transaction.atomic():
            rows = self.filter(year=official.year, kind=official.kind)
            present = _codes(rows)
            known = present or classification.load_kind(official.kind, official.year).codes
            wanted = [_completed(code, known.get(code.code)) for code in official]
            removed, _ = rows.exclude(code__in=[code.code for code in wanted]).delete()
            counts = self._upsert(wanted, present, official.year, official.kind)
            rows.update(from_official_list=True)
        return replace(counts, removed=removed)

    def _write_shipped(self, shipped: Classification) -> LoadCounts:
        rows = self.filter(year=shipped.year, kind=shipped.kind)
        if rows.filter(from_official_list=True).exists():
            return LoadCounts(kept=rows.count())
        present = _codes(rows)
        official = {code for code, row in present.items() if row.confirmed}
        wanted = [code for code in shipped if code.confirmed or code.code not in official]
        counts = self._upsert(wanted, present, shipped.year, shipped.kind)
        return replace(counts, kept=len(shipped) - len(wanted))

    def _upsert(
        self,
        wanted: Collection[Code],
        present: Mapping[str, Code],
        year: int,
        kind: ClassificationKind,
    ) -> LoadCounts:
        different = [code for code in wanted if present.get(code.code) != code]
        self.bulk_create(
            [ClassificationCode.of(code, year, kind) for code in different],
            batch_size=500,
            update_conflicts=True,
            unique_fields=("year", "kind", "code"),
            update_fields=COLUMNS,
        )
        new = sum(code.code not in present for code in different)
        return LoadCounts(new, len(different) - new, len(wanted) - len(different))


class ClassificationCode(models.Model):
    """One 科目 of the list of one year."""

    class Kind(models.TextChoices):
        FUNCTION = "function", ClassificationKind.FUNCTION.label
        ECONOMIC_DEPARTMENT = "economic_department", ClassificationKind.ECONOMIC_DEPARTMENT.label
        ECONOMIC_GOVERNMENT = "economic_government", ClassificationKind.ECONOMIC_GOVERNMENT.label

    class Evidence(models.TextChoices):
        OFFICIAL = "official", classification.Evidence.OFFICIAL.label
        OLD_TABLE = "old-table", classification.Evidence.OLD_TABLE.label
        SECONDARY = "secondary", classification.Evidence.SECONDARY.label
        RECALLED = "recalled", classification.Evidence.RECALLED.label

    year = models.PositiveSmallIntegerField("年度")
    kind = models.CharField("类别", max_length=20, choices=Kind)
    code = models.CharField("科目编码", max_length=7)
    name = models.CharField("科目名称", max_length=LONGEST_NAME)
    level = models.PositiveSmallIntegerField("级次", editable=False, help_text="1 类，2 款，3 项")
    parent = models.CharField("上级编码", max_length=5, blank=True)
    budgets = models.CharField(
        "所属预算", max_length=60, blank=True, help_text="如“一般公共预算”；多个之间用分号隔开"
    )
    evidence = models.CharField("名称依据", max_length=10, choices=Evidence)
    explanation = models.TextField("科目说明", blank=True)
    explanation_evidence = models.CharField("说明依据", max_length=10, choices=Evidence, blank=True)
    from_official_list = models.BooleanField(
        "取自当年正式科目表", default=False, help_text="取自正式科目表的，不再被软件自带的科目改动"
    )

    objects = ClassificationCodeQuerySet.as_manager()

    class Meta:
        verbose_name = "政府收支分类科目"
        verbose_name_plural = "政府收支分类科目"
        ordering = ("-year", "kind", "code")
        constraints = (
            models.UniqueConstraint(
                fields=("year", "kind", "code"),
                name="classification_code_once",
                violation_error_message="该年度该类别已有这个科目编码",
            ),
            models.CheckConstraint(
                condition=models.Q(level__range=(1, 3)) & ~models.Q(code="") & ~models.Q(name=""),
                name="classification_code_complete",
                violation_error_message="科目应有编码、名称，级次应为1、2或3",
            ),
            # A parent shorter than its child also means that no chain of parents is a ring.
            models.CheckConstraint(
                condition=LessThan(Length("parent"), Length("code")),
                name="classification_parent_above",
                violation_error_message="上级编码的位数应少于本级编码",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @classmethod
    def of(cls, code: Code, year: int, kind: str) -> "ClassificationCode":
        """The unsaved row of a code."""
        return cls(
            year=year,
            kind=kind,
            code=code.code,
            budgets=";".join(code.budgets),
            **{column: getattr(code, column) for column in PLAIN},
        )

    @property
    def needs_review(self) -> bool:
        """待核: the name has not been seen in an official document."""
        return self.evidence != self.Evidence.OFFICIAL

    def clean(self) -> None:
        """Find the level by the digits; refuse a parent that is not one level above."""
        self.level = LEVEL_OF_LENGTH.get(len(self.code), 0)
        above = ClassificationCode.objects.filter(
            year=self.year, kind=self.kind, code=self.parent, level=self.level - 1
        )
        if not self.level:
            raise ValidationError({"code": "科目编码应为3位（类）、5位（款）或7位（项）数字"})
        if self.level == 1 and self.parent:
            raise ValidationError({"parent": "类级科目没有上级编码，请清空"})
        if self.level > 1 and not above.exists():
            raise ValidationError({"parent": f"该年度没有编码为“{self.parent}”的上一级科目"})


PLAIN = ("name", "level", "parent", "evidence", "explanation", "explanation_evidence")
"""The columns that are in a row exactly what they are in a ``Code``."""

COLUMNS = (*PLAIN, "budgets")
"""The columns a load writes; year, kind and code say which row."""


def classifications_for(year: int) -> Classifications:
    """The lists to use for ``year``.

    Each kind is the list loaded for that year; failing that, the newest one loaded for an earlier
    year; failing that, the list shipped with the software as it was in ``year``. The ``year`` of
    each list says which one it is.
    """
    newest = dict(
        ClassificationCode.objects.filter(year__lte=year)
        .order_by()
        .values_list("kind")
        .annotate(newest=models.Max("year"))
    )
    return Classifications(
        year, *(_loaded(kind, newest.get(kind.value), year) for kind in ClassificationKind)
    )


def _loaded(kind: ClassificationKind, loaded: int | None, year: int) -> Classification:
    if loaded is None:
        return classification.load_kind(kind, year)
    rows = ClassificationCode.objects.filter(year=loaded, kind=kind)
    return Classification(loaded, _codes(rows), kind)


def _codes(rows: models.QuerySet[ClassificationCode]) -> dict[str, Code]:
    read = rows.order_by().values_list("code", "budgets", *PLAIN)
    return {
        code: Code(code=code, budgets=split_budgets(budgets), **dict(zip(PLAIN, rest, strict=True)))
        for code, budgets, *rest in read
    }


def _completed(code: Code, known: Code | None) -> Code:
    """An official code, with what the official list leaves blank and is known of this code."""
    if known is None or known.name != code.name:
        return code
    if not code.explanation:
        code = replace(
            code,
            explanation=known.explanation,
            explanation_evidence=known.explanation_evidence,
        )
    return code if code.budgets else replace(code, budgets=known.budgets)
