"""What the pages beside a published page say of its figures."""

import re
from html import unescape
from posixpath import join, normpath

from django.utils.html import strip_tags

from disclosures.models import Level
from disclosures.site.derive import Framed, Made, derive
from disclosures.store import content_of
from tests.disclosures import drafts
from tests.disclosures.comparison import made_up
from tests.disclosures.site.life import TOTAL, Life


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
    place = "share.2020-expenditure-total-basic.2020-expenditure-total-total"
    assert section(life, "figures/sentences/index.html", place) == (
        "基本支出占比 公开数 69.26% 算法 支出决算表：合计·基本支出"
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
