"""What the API answers with, as its OpenAPI description tells it to programs and their authors."""

from datetime import datetime
from typing import Annotated

from ninja import Field, Schema

from disclosures.models import Kind, Level

LARGEST_KEY = 2**63 - 1

AT_ONCE = 100
"""Documents whose figures one answer looks at: whatever is asked for, no more are read."""

NAMED = (
    "请指明要哪些材料的数据：unit（单位），或 code（校验码），或 year（年度）和 kind（预算或决算）"
)
READ_ON = (
    f"一次最多查看 {AT_ONCE} 份材料，返回的可能少于 limit，也可能没有；"
    "next 不为空就还有，用 after 接着取"
)

Slug = Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]+$", max_length=60)]
Name = Annotated[str, Field(pattern=r"^[^\x00]+$", max_length=60)]
Year = Annotated[int, Field(ge=2000, le=2100)]


class Fault(Schema):
    """Why there is no answer, in a sentence."""

    detail: str


class Page(Schema):
    """Which part of a list is asked for."""

    limit: int = Field(100, ge=1, le=500, description="最多返回几项")
    offset: int = Field(0, ge=0, le=1_000_000, description="跳过前几项")


class UnitFilter(Page):
    """Which units are asked for."""

    region: Name | None = Field(None, description="行政区划")


class Documents(Schema):
    """Which documents are asked for."""

    unit: Slug | None = Field(None, description="单位网址名")
    year: Year | None = Field(None, description="材料的年度")
    kind: Kind | None = Field(None, description="budget（预算）或 final_accounts（决算）")
    level: Level | None = Field(None, description="department（部门）或 unit（单位）")


class DisclosureFilter(Documents, Page):
    """Which documents are asked for, and which part of their list."""

    region: Name | None = Field(None, description="行政区划")


class FactFilter(Documents):
    """Which figures are asked for; ``after`` is the ``next`` of the answer before."""

    code: Name | None = Field(None, description="校验码：只要这一版的数据")
    table: Name | None = Field(None, description="表")
    row: Name | None = Field(None, description="行：科目编码或项目名")
    column: Name | None = Field(None, description="栏")
    limit: int = Field(500, ge=1, le=1000, description="最多返回几项")
    after: int = Field(0, ge=0, le=LARGEST_KEY, description="上一次返回的 next；从头取为 0")


class UnitOut(Schema):
    """A unit that has published something."""

    slug: str
    name: str
    region: str
    nature: str = Field(description="单位性质，未填为空")
    department: str | None = Field(description="主管部门的网址名")


class Units(Schema):
    """Units by name."""

    count: int
    items: list[UnitOut]


class FileOut(Schema):
    """A file of a version."""

    format: str
    label: str
    url: str
    sha256: str
    size: int = Field(description="字节数")


class VersionOut(Schema):
    """A published version; a withdrawn one has no files any more."""

    version: int
    status: str = Field(description="现行版本、已被更正、已撤回")
    code: str = Field(description="校验码")
    published_at: datetime
    reason: str = Field(description="更正理由，第 1 版为空")
    withdrawn_at: datetime | None
    ground: str = Field(description="撤回依据，没有撤回为空")
    url: str
    files: list[FileOut]


class DisclosureOut(Schema):
    """A document as it is in force."""

    unit: str
    unit_name: str
    region: str
    year: int
    kind: Kind
    level: Level
    title: str
    version: int
    code: str = Field(description="校验码")
    published_at: datetime
    demonstration: bool = Field(description="演示数据")
    url: str


class Disclosures(Schema):
    """Documents in force, the newest first."""

    count: int
    items: list[DisclosureOut]


class History(Schema):
    """A document with every version, the first one first."""

    unit: str
    unit_name: str
    year: int
    kind: Kind
    level: Level
    title: str
    versions: list[VersionOut]


class FactOut(Schema):
    """A figure of a document in force."""

    code: str = Field(description="所在版本的校验码")
    unit: str
    kind: Kind
    level: Level
    document_year: int = Field(description="材料的年度")
    year: int = Field(description="数据的年度；上年数为材料的上一年度")
    table: str
    row: str
    column: str
    value: str = Field(description="十进制数，金额以元为单位，人数、批次等为个数")
    rounded: bool = Field(description="只精确到0.01万元")


class Facts(Schema):
    """Figures by document; ``next`` is empty where there are no more."""

    items: list[FactOut]
    next: int | None = Field(description="还有数据：同样的条件加上 after=next 接着取")
