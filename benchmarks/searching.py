"""python -m benchmarks.searching [DISCLOSURES]: pages of the search among many disclosures.

Each has the demonstration's page with a unit, amounts and projects of its own; a unit has ten. With
PostgreSQL: ``python -m tests.postgres -- .venv/bin/python -m benchmarks.searching 100000``. The
database should be empty; it is left full.
"""

import os
import random
import re
import statistics
import sys
import time
from collections.abc import Iterator
from itertools import islice
from urllib.parse import quote

os.environ |= {"DEBUG": "false", "HTTPS": "false", "SECRET_KEY": "benchmarks" * 5}
os.environ["RATE_LIMITS"] = "search=999999/1s"

from benchmarks.demonstration import make_document  # noqa: E402  # it sets up Django

# isort: split
from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks.memory import peak  # noqa: E402
from benchmarks.table import HEAD, Row, of_the_aim  # noqa: E402
from benchmarks.visitors import visited  # noqa: E402
from config.memory import settle  # noqa: E402
from disclosures.models import Disclosure, Kind, Publication, Searchable, Unit  # noqa: E402
from disclosures.renderers import html  # noqa: E402
from disclosures.search import words  # noqa: E402
from disclosures.search.entries import Passage, passages  # noqa: E402

PLACES = "远山 近水 青石 白沙 红岩 长桥 新田 古渡 双河 石门 云台 金鸡 龙泉 凤林 柳溪 梅岭".split()
KINDS = "市 县 区".split()
OFFICES = (
    "教育局 财政局 水利局 卫生健康委员会 交通运输局 民政局 农业农村局 文化馆 图书馆 中心医院 "
    "第一中学 实验小学 疾病预防控制中心 档案馆 气象局 审计局 统计局 信访局 市场监督管理局 林业站"
).split()
WORKS = (
    "校舍 水库 桥梁 公路 病房 灌渠 危房 管网 校园网 档案库 体育场 敬老院 广场 泵站 实验室".split()
)
DEEDS = "加固 改造 新建 扩建 修缮 维护 绿化 监测 采购 更新".split()

QUERIES = (
    "财政 决算 教育 培训费 三公经费 住房公积金 2210201 2080505 水利局 远山市教育局 jyj yssjyj "
    "青石县 水库加固 病房改造 244.24 2021年决算 政府性基金预算财政拨款收入 机关运行经费 "
    "一般公共预算"
).split()
LONGER = (
    "远山市 水库 加固",
    "教育局 2021 三公经费",
    "长桥区财政局2022年度部门决算",
    "主要变动原因是厉行节约",
    "没有这回事情的话",
    "白沙县图书馆部门预算",
    "实验小学 校舍 修缮",
    "国有资本经营预算 无",
)
NARROWED = ("", "&year=2022", "&kind=budget", "&region=远山市", "&page=3")
ASKED = [(typed, more) for typed in (*QUERIES, *LONGER) for more in NARROWED]

AIM = 100
"""Milliseconds of the 99th percentile."""

BATCH = 200
A_UNIT = 10
"""Disclosures of each unit: five years, budget and final accounts."""


def main(count: int) -> None:
    """Make ``count`` disclosures that can be found, and print how long pages take."""
    call_command("migrate", verbosity=0)
    start = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX IF EXISTS disclosures_searchable_terms")
    rows = made_up(count)
    while batch := list(islice(rows, BATCH)):
        Searchable.objects.bulk_create(batch)
    loaded = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '1GB'")
        cursor.execute(
            "CREATE INDEX disclosures_searchable_terms ON disclosures_searchable"
            " USING gin (string_to_array(terms, ' '))"
        )
        cursor.execute("ALTER INDEX disclosures_searchable_terms ALTER COLUMN 1 SET STATISTICS 0")
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("SELECT pg_total_relation_size('disclosures_searchable')")
        size = cursor.fetchone()[0]
    indexed = time.perf_counter()
    print(
        f"{count} disclosures: {loaded - start:.0f} s to make, {indexed - loaded:.0f} s to index, "
        f"{size / 1e6:.0f} MB\n"
    )
    addresses = (quote(f"/search/?q={typed}{more}", "/?&=") for typed, more in ASKED)
    found = measure(), visited(f"search in {count:,} documents", addresses, AIM)
    print("", HEAD, *found, sep="\n")


def measure() -> Row:
    """Print a table of all queries, each asked in every way that narrows it, ten rounds.

    The row of all together, asked by one reader within this process.
    """
    settle()
    client = Client(SERVER_NAME="localhost")
    taken: dict[str, list[float]] = {}
    found: dict[str, str] = {}
    for number in range(11):
        for typed, more in random.sample(ASKED, len(ASKED)):
            begun = time.perf_counter()
            response = client.get(f"/search/?q={typed}{more}")
            milliseconds = (time.perf_counter() - begun) * 1000
            assert response.status_code == 200
            if number:  # the first round warms up
                taken.setdefault(typed, []).append(milliseconds)
            if not more:
                head = re.search(r"<h2>([^ ；<]*( \d+ [^，<]*)?)", response.content.decode())
                found[typed] = head.group(1) if head else ""
    print("| query | found | p50, ms | p99, ms |")
    print("|---|---|---|---|")
    for typed, times in taken.items():
        print(f"| {typed} | {found[typed]} | {percentile(times, 50):.0f} | ", end="")
        print(f"{percentile(times, 99):.0f} |")
    everything = [one for times in taken.values() for one in times]
    half, most = percentile(everything, 50), percentile(everything, 99)
    what = f"search in {Searchable.objects.count():,} documents, one reader"
    ratio, besides = f"p99 {of_the_aim(most, AIM)}", f"p99 {most:.0f} ms"
    return Row(what, f"{half:.0f} ms", len(everything), ratio, peak(), besides)


def percentile(times: list[float], part: int) -> float:
    return statistics.quantiles(times, n=100, method="inclusive")[part - 1]


def made_up(count: int) -> Iterator[Searchable]:
    """Rows not yet stored, of publications that are."""
    random.seed(1)
    page = passages(html.render(make_document()).decode())
    known = tuple({term for one in page for term in words.terms(one.text) if not term[0].isdigit()})
    by = User.objects.create_user("benchmark")
    for number in range(-(-count // A_UNIT)):
        unit = a_unit(number)
        for year in range(2018, 2018 + A_UNIT // 2):
            for kind in Kind.values:
                publication = a_publication(unit, year, kind, by)
                yield a_row(publication, own(page, unit), known)


def a_unit(number: int) -> Unit:
    place = PLACES[number % len(PLACES)] + KINDS[number // len(PLACES) % len(KINDS)]
    office = OFFICES[number // len(PLACES) // len(KINDS) % len(OFFICES)]
    order = number // len(PLACES) // len(KINDS) // len(OFFICES)
    name = f"{place}{office}{f'第{order}分部' if order else ''}"
    return Unit.objects.create(name=name, slug=f"unit-{number}", region=place)


def a_publication(unit: Unit, year: int, kind: str, by: User) -> Publication:
    disclosure = Disclosure.objects.create(unit=unit, year=year, kind=kind)
    code = f"{disclosure.pk:016}"
    return Publication.objects.create(
        disclosure=disclosure,
        version=1,
        title=str(disclosure),
        code=code,
        published_at=timezone.now(),
        published_by=by,
    )


def own(page: tuple[Passage, ...], unit: Unit) -> list[Passage]:
    """The page with amounts, projects and a name of its own; codes stay as they are."""
    own = [
        one._replace(text=re.sub(r"\d+\.\d+", an_amount, one.text).replace("遂宁市", unit.region))
        for one in page
    ]
    for number in range(5):
        work = f"{random.choice(PLACES)}{random.choice(WORKS)}{random.choice(DEEDS)}项目"
        text = f"{unit.name}{work}支出{an_amount()}万元，已完成。"
        own.append(Passage(f"p-own-{number}", "项目", text))
    return own


def an_amount(_: object = None) -> str:
    return f"{random.randrange(10, 500_000) / 100}"


def a_row(publication: Publication, own: list[Passage], known: tuple[str, ...]) -> Searchable:
    """What ``disclosures.search.index`` makes; terms that all have in common are counted once."""
    disclosure = publication.disclosure
    unit = disclosure.unit
    new = [publication.title, unit.name, unit.region, *(one.text for one in own[-5:])]
    numbers = re.findall(r"\d+\.\d+|\d{2,}", " ".join(one.text for one in own))
    terms = {*known, *numbers, *words.name_terms(unit.name), *words.terms(" ".join(new))}
    return Searchable(
        disclosure=disclosure,
        publication=publication,
        year=disclosure.year,
        kind=disclosure.kind,
        region=unit.region,
        unit_name=unit.name,
        passages=own,
        terms=" ".join(sorted(terms)),
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 1000)
