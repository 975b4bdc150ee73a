"""What a classification is: codes, their names and their places below each other."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

LEVEL_OF_LENGTH = {3: 1, 5: 2, 7: 3}
"""A 类 has 3 digits, a 款 5, a 项 7."""

LEVEL_NAMES = {1: "类", 2: "款", 3: "项"}

LONGEST_NAME = 100
"""Characters; official names have fewer than 50."""


class ClassificationKind(StrEnum):
    """Which of the three lists of expenditure; a value is also the name of the shipped file."""

    FUNCTION = "function"
    ECONOMIC_DEPARTMENT = "economic_department"
    ECONOMIC_GOVERNMENT = "economic_government"

    @property
    def label(self) -> str:
        return _KIND_LABELS[self]

    @property
    def first_digit(self) -> str:
        """What every code of this list begins with."""
        return _FIRST_DIGITS[self]

    @property
    def deepest_level(self) -> int:
        """3 (项) for the functions, 2 (款) for the economic classifications."""
        return 3 if self is ClassificationKind.FUNCTION else 2


_KIND_LABELS = {
    ClassificationKind.FUNCTION: "支出功能分类",
    ClassificationKind.ECONOMIC_DEPARTMENT: "部门预算支出经济分类",
    ClassificationKind.ECONOMIC_GOVERNMENT: "政府预算支出经济分类",
}

_FIRST_DIGITS = {
    ClassificationKind.FUNCTION: "2",
    ClassificationKind.ECONOMIC_DEPARTMENT: "3",
    ClassificationKind.ECONOMIC_GOVERNMENT: "5",
}


def code_parts(code: str) -> tuple[str, ...]:
    """A code as forms with a column for each of 类, 款 and 项 write it: 2011301 as 201, 13, 01."""
    return tuple(filter(None, (code[:3], code[3:5], code[5:])))


class Evidence(StrEnum):
    """How well a name, or an explanation, is known to be the official one."""

    OFFICIAL = "official"
    OLD_TABLE = "old-table"
    SECONDARY = "secondary"
    RECALLED = "recalled"

    @property
    def label(self) -> str:
        return _EVIDENCE_LABELS[self]


_EVIDENCE_LABELS = {
    Evidence.OFFICIAL: "正式文件",
    Evidence.OLD_TABLE: "2010年前后的全国科目表",
    Evidence.SECONDARY: "间接资料",
    Evidence.RECALLED: "未见资料",
}


@dataclass(frozen=True, slots=True)
class Code:
    """One 科目. ``parent`` is the code above it, empty for a 类 (level 1).

    ``evidence`` tells how well the name is known, ``explanation_evidence`` how well the
    explanation is (empty without one); both are values of ``Evidence``. ``budgets`` are the
    budgets a function code belongs to, e.g. ("一般公共预算",); empty for economic codes.
    """

    code: str
    name: str
    level: int
    parent: str
    evidence: str
    explanation: str = ""
    budgets: tuple[str, ...] = ()
    explanation_evidence: str = ""

    @property
    def confirmed(self) -> bool:
        """The code and its name stand together in an official document."""
        return self.evidence == Evidence.OFFICIAL


class UnknownCode(LookupError):
    """A code that the list of that kind and year does not have; ``str()`` says so in Chinese."""

    def __init__(self, code: str, kind: ClassificationKind, year: int) -> None:
        super().__init__(code, kind, year)
        self.code, self.kind, self.year = code, kind, year

    def __str__(self) -> str:
        return (
            f"{self.year}年{self.kind.label}科目中没有编码“{self.code}”；"
            "请核对编码，或加载当年正式的政府收支分类科目"
        )


@dataclass(frozen=True)
class Classification:
    """The codes of one kind for ``year``, the year of the list; iteration is in code order."""

    year: int
    codes: Mapping[str, Code] = field(hash=False)
    kind: ClassificationKind = ClassificationKind.FUNCTION

    def __post_init__(self) -> None:
        ordered = {code: self.codes[code] for code in sorted(self.codes)}
        object.__setattr__(self, "codes", MappingProxyType(ordered))

    def __getitem__(self, code: str) -> Code:
        """The code. Raises UnknownCode."""
        known = self.codes.get(code)
        if known is None:
            raise UnknownCode(code, self.kind, self.year)
        return known

    def __contains__(self, code: object) -> bool:
        return code in self.codes

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes.values())

    def __len__(self) -> int:
        return len(self.codes)

    def get(self, code: str) -> Code | None:
        return self.codes.get(code)

    def path(self, code: str) -> tuple[Code, ...]:
        """From the 类 down to ``code`` itself, by the parent of each. Raises UnknownCode."""
        steps = [self[code]]
        while steps[-1].parent:
            steps.append(self[steps[-1].parent])
        return tuple(reversed(steps))

    def ancestors(self, code: str) -> tuple[Code, ...]:
        """The codes above ``code``, the 类 first. Raises UnknownCode."""
        return self.path(code)[:-1]

    def children(self, code: str) -> tuple[Code, ...]:
        """The codes right below ``code``; those of "" are the 类."""
        return self._children.get(code, ())

    def find_by_name(self, name: str) -> tuple[Code, ...]:
        """Every code of exactly this name, blanks around it aside (行政运行 has dozens)."""
        return tuple(code for code in self if code.name == name.strip())

    @cached_property
    def _children(self) -> dict[str, tuple[Code, ...]]:
        below: dict[str, list[Code]] = {}
        for code in self:
            below.setdefault(code.parent, []).append(code)
        return {parent: tuple(codes) for parent, codes in below.items()}


@dataclass(frozen=True)
class Classifications:
    """The three lists to use for ``year``; one of them may be of an earlier year."""

    year: int
    function: Classification
    economic_department: Classification
    economic_government: Classification

    def of(self, kind: ClassificationKind) -> Classification:
        return {
            ClassificationKind.FUNCTION: self.function,
            ClassificationKind.ECONOMIC_DEPARTMENT: self.economic_department,
            ClassificationKind.ECONOMIC_GOVERNMENT: self.economic_government,
        }[kind]
