"""What the pages beside a published page say of its figures."""

import re
from decimal import Decimal
from html import unescape
from posixpath import join, normpath

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from disclosures.facts import Fact, FactSheet
from disclosures.models import Disclosure, Kind, Level, Unit
from disclosures.site.derive import Framed, Made, derive
from disclosures.site.frame import PLACE
from disclosures.store import content_of
from disclosures.tables import Cell
from tests.disclosures import drafts
from tests.disclosures.comparison import made_up
from tests.disclosures.site.life import TOTAL, Life

SENTENCES = "figures/sentences/index.html"

BASIC = Cell("expenditure", "total", "basic")

SHARE = "share.2020-expenditure-total-basic.2020-expenditure-total-total"
"""基本支出占比."""

RATE = (
    "rate.2020-income_expenditure-income_total-amount.2019-income_expenditure-income_total-amount"
)
"""收、支总计增减幅度."""


def served(life: Life) -> dict[str, str]:
    """Every page of the tree by its path."""
    found = {}
    for path, part in derive(life.disclosure).items():
        if isinstance(part, Made):
            found[path] = part.content.decode()
        elif isinstance(part, Framed):
            found[path] = content_of(part.sha256).decode()
    return found


def section(life: Life, path: str, place: str) -> str:
    """The text of one section of a page of the tree, blanks made single."""
    text = served(life)[path]
    start = text.index(f'<section class="figure" id="{place}"')
    found = text[start : text.index("</section>", start)].replace("</dt>", " ")
    found = found.replace("</dd>", " ").replace("</h2>", " ")
    return re.sub(r"\s+", " ", unescape(strip_tags(found))).strip()


def lost_links(life: Life) -> list[tuple[str, str]]:
    """Relative links of pages of the tree that lead to no place in it."""
    pages = served(life)
    ids = {path: set(re.findall(r' id="([^"]+)"', text)) for path, text in pages.items()}
    lost = []
    for path, text in pages.items():
        for link in re.findall(r'<a [^>]*?href="((?:figures/|\.\./)[^"]*|#[^"]+)"', text):
            address, _, place = unescape(link).partition("#")
            target = path
            if address:
                folder = path.rpartition("/")[0]
                target = normpath(join(folder, address, "index.html"))
            if target not in pages or (place and place not in ids[target]):
                lost.append((path, link))
    return lost


def test_every_link_leads_to_a_place_in_the_tree(life: Life) -> None:
    life.publish()
    assert lost_links(life) == []
    life.correct("总计误填，按批复更正", lambda: life.enter(TOTAL, "2443400.00"))
    assert lost_links(life) == []
    pages = served(life)
    assert pages["index.html"].count('href="figures/') > 100
    assert pages["v1/index.html"].count('href="figures/') > 100


def test_of_what_was_withdrawn_no_figure_is_explained(life: Life) -> None:
    life.publish()
    life.withdraw("含有工作秘密，依法不予公开")
    assert [path for path in derive(life.disclosure) if "figures/" in path] == []


def test_what_replaces_a_withdrawn_version_has_no_history_of_it(life: Life) -> None:
    life.publish()
    life.withdraw("含有工作秘密，依法不予公开")
    life.correct("删去涉密内容后公开", lambda: life.enter(TOTAL, "2443400.00"))
    assert lost_links(life) == []
    said = section(life, "figures/income_expenditure/index.html", "cell-income_total-amount")
    assert "更正记录" not in said and "244.24" not in said


def test_a_correction_is_told_from_what_to_what_when_and_why(life: Life) -> None:
    life.publish()
    second = life.correct("总计误填，按批复更正", lambda: life.enter(TOTAL, "2443400.00"))
    path, place = "figures/income_expenditure/index.html", "cell-income_total-amount"
    day = drafts.printed_time(second.published_at).split()[0]
    history = f"更正记录 第2版（{day}）：由244.24改为244.34；更正理由：总计误填，按批复更正"
    assert section(life, path, place).endswith(history)
    assert section(life, f"v2/{path}", place).endswith(history)
    assert "更正记录" not in section(life, f"v1/{path}", place)


def test_a_sum_names_its_parts(life: Life) -> None:
    life.publish()
    said = section(life, "figures/income_expenditure/index.html", "cell-income_total-amount")
    assert said == (
        "收入：总计 年度 2020年度 准确数 2,442,400.00元，表中印为244.24万元"
        " 来源 合计数，等于下列各数之和：收入支出决算总表：收入：本年收入合计、"
        "收入支出决算总表：收入：年初结转和结余 印在 收、支总计、总计 金额"
    )


def test_a_figure_made_of_two(life: Life) -> None:
    life.publish()
    assert section(life, SENTENCES, SHARE) == (
        "基本支出占比 年度 2020年度 公开数 69.26% 算法 支出决算表：合计·基本支出"
        "（1,305,700.00元，表中印为130.57万元） 除以 支出决算表：合计·本年支出合计"
        "（1,885,200.00元，表中印为188.52万元），以百分数计 印在 基本支出占比、基本支出占比"
    )


def test_last_years_figure_as_it_was_published_and_as_it_is_printed_now(life: Life) -> None:
    before = {str(TOTAL): "6015300.00", "three_public/total/final_total": "1600.00"}
    made_up.publish(life.disclosure.unit, before, 2019, level=Level(life.disclosure.level))
    life.publish()
    title = "遂宁市电教教仪站2019年度部门决算"
    other = section(life, "figures/income_expenditure/index.html", "cell-income_total-amount")
    same = section(life, "figures/three_public/index.html", "cell-total-final_total")
    assert (
        f"上年数 {title}公开的是6,015,300.00元，表中印为601.53万元；"
        "本文件所列上年数是6,015,400.00元，表中印为601.54万元 调整 其他年度"
    ) in other
    assert (
        f"上年数 {title}公开的是1,600.00元，表中印为0.16万元；"
        "本文件所列上年数是1,600.00元，表中印为0.16万元，两者相同 其他年度"
    ) in same
    first = section(life, "figures/income_expenditure/index.html", "cell-income_total-amount-2019")
    assert "上年数" not in first


def test_a_figure_made_of_two_in_other_years_and_its_corrections(
    life: Life, demonstration_sheet: FactSheet
) -> None:
    other = life.of_year(2021, demonstration_sheet)
    other.enter(TOTAL, "3000000.00")
    other.enter(BASIC, "1400000.00")
    life.publish()
    other.publish()

    def change() -> None:
        life.enter(TOTAL, "2443400.00")
        life.enter(BASIC, "1305800.00")

    second = life.correct("总计误填，按批复更正", change)
    day = drafts.printed_time(second.published_at).split()[0]
    assert section(life, SENTENCES, SHARE) == (
        "基本支出占比 年度 2020年度 公开数 69.27% 算法 支出决算表：合计·基本支出"
        "（1,305,800.00元，表中印为130.58万元） 除以 支出决算表：合计·本年支出合计"
        "（1,885,200.00元，表中印为188.52万元），以百分数计 印在 基本支出占比、基本支出占比"
        " 其他年度 2021年度：74.26%，本年比它低4.99个百分点"
        f" 更正记录 第2版（{day}）：由69.26%改为69.27%；更正理由：总计误填，按批复更正"
    )
    assert section(life, SENTENCES, RATE) == (
        "收、支总计增减幅度 年度 2020年度 公开数 59.38% 算法 收入支出决算总表：收入：总计"
        "（2,443,400.00元，表中印为244.34万元） 与 收入支出决算总表：收入：总计（2019年度数）"
        "（6,015,400.00元，表中印为601.54万元） 相差的绝对值，除以后者，以百分数计"
        " 印在 收、支总计增减幅度、收、支总计增减幅度 其他年度 2021年度：50.13%"
        f" 更正记录 第2版（{day}）：由59.4%改为59.38%；更正理由：总计误填，按批复更正"
    )
    before = section(life, f"v1/{SENTENCES}", SHARE)
    assert before.endswith("以百分数计 印在 基本支出占比、基本支出占比")
    assert section(other, SENTENCES, SHARE.replace("2020", "2021")).endswith(
        " 其他年度 2020年度：69.27%，本年比它高4.99个百分点"
    )
    page = f"{other.address}figures/sentences/"
    assert (
        f'<a href="{page}#{SHARE.replace("2020", "2021")}">2021年度</a>'
        in (served(life)[SENTENCES])
    )


def test_money_that_is_printed_alike_is_told_with_every_digit(life: Life) -> None:
    life.publish()
    second = life.correct("总计误填，按批复更正", lambda: life.enter(TOTAL, "2442410.00"))
    day = drafts.printed_time(second.published_at).split()[0]
    said = section(life, SENTENCES, RATE.replace("rate", "difference"))
    assert "公开数 357.3万元 算法" in said
    assert said.endswith(
        f"第2版（{day}）：由3,573,000.00元改为3,572,990.00元；更正理由：总计误填，按批复更正"
    )


def test_a_page_without_links_does_not_tell_what_a_made_figure_was(life: Life) -> None:
    drafts.published(life.disclosure, {"html": PLACE})
    life.correct("总计误填，按批复更正", lambda: life.enter(TOTAL, "2443400.00"))
    cell = section(life, "figures/income_expenditure/index.html", "cell-income_total-amount")
    assert "由244.24改为244.34" in cell
    assert "更正记录" not in section(life, SENTENCES, RATE)


def budget(life: Life, year: int, total: str) -> Life:
    """The published budget of another unit, after the national standard, with two figures."""
    unit, _ = Unit.objects.get_or_create(name="某某局", slug="ju", jurisdiction="national")
    made = Disclosure.objects.create(unit=unit, year=year, kind=Kind.BUDGET)
    values = {"executed": "800000.00", "total": total}
    facts = {Cell("general_public", "2050102", at): Fact(Decimal(of)) for at, of in values.items()}
    drafts.store(made, FactSheet(year, facts))
    found = Life(made, life.by)
    found.publish()
    return found


def test_a_derived_column_of_a_table_in_other_years_and_its_corrections(life: Life) -> None:
    budget(life, 2021, "700000.00")
    this = budget(life, 2022, "900000.00")
    total = Cell("general_public", "2050102", "total")
    second = this.correct("预算数误填，按批复更正", lambda: this.enter(total, "1000000.00"))
    day = drafts.printed_time(second.published_at).split()[0]
    cells = "2022-general_public-2050102-total.2022-general_public-2050102-executed"
    row, table = "2050102 一般行政管理事务", "一般公共预算支出表：2050102 一般行政管理事务"
    operands = (
        f"算法 {table}·本年预算数·小计（1,000,000.00元，表中印为100.00万元） 减去 "
        f"{table}·上年执行数（800,000.00元，表中印为80.00万元）"
    )
    assert section(this, SENTENCES, f"increase.{cells}") == (
        f"{row} 本年预算数比上年执行数·增减额 年度 2022年度 公开数 20.00万元 {operands}"
        f" 印在 {row} 本年预算数比上年执行数·增减额"
        " 其他年度 2021年度：-10.00万元，本年比它多300,000.00元"
        f" 更正记录 第2版（{day}）：由10.00万元改为20.00万元；更正理由：预算数误填，按批复更正"
    )
    assert section(this, SENTENCES, f"growth.{cells}") == (
        f"{row} 本年预算数比上年执行数·增减% 年度 2022年度 公开数 25.00% {operands}，"
        f"再除以后者，以百分数计 印在 {row} 本年预算数比上年执行数·增减%"
        " 其他年度 2021年度：-12.50%，本年比它高37.5个百分点"
        f" 更正记录 第2版（{day}）：由12.50%改为25.00%；更正理由：预算数误填，按批复更正"
    )


def test_a_document_with_hundreds_of_figures_takes_no_more_queries(life: Life) -> None:
    life.publish()
    few = budget(life, 2021, "700000.00")
    counts = []
    for of in (life.disclosure, few.disclosure):
        with CaptureQueriesContext(connection) as queries:
            derive(of)
        counts.append(len(queries))
    assert counts == [counts[1], counts[1]]
