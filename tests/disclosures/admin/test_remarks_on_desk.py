"""退回意见 at their places on the desk: the clerk finds each, and says what was done about it."""

import re
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.test import Client

from disclosures import publication
from disclosures.facts import FactSheet
from disclosures.models import Disclosure, Remark, State
from disclosures.narrative.scope import Texts
from disclosures.pipeline import prepare, standard_of
from disclosures.review.places import Places, finding_place
from tests.disclosures.drafts import auditor, clerk, reviewer, submitted
from tests.disclosures.editing import type_figure

pytestmark = pytest.mark.django_db

RECEPTION = "2020:three_public/total/final_reception"
RECEPTION_NAME = "一般公共预算财政拨款“三公”经费支出决算表“合计”决算数·公务接待费"


@pytest.fixture
def disclosure(demonstration_sheet: FactSheet, demonstration_texts: Texts) -> Disclosure:
    """The demonstration, submitted by 李会计."""
    return submitted(demonstration_sheet, demonstration_texts)


@pytest.fixture
def li(disclosure: Disclosure, client: Client) -> User:
    """The clerk, signed in."""
    user = User.objects.get(username="lihui")
    client.force_login(user)
    return user


def sent(disclosure: Disclosure, *remarks: tuple[str, str]) -> list[Remark]:
    """``remarks`` as (place, text), sent back by 王科长."""
    wang, places = reviewer(), Places(standard_of(disclosure), 2020)
    for where, text in remarks:
        publication.remark(disclosure, places.of(where), text, wang)
    publication.send_back(disclosure, wang, "请按意见改正")
    return list(Remark.objects.all())


def at(disclosure: Disclosure, page: str) -> str:
    return f"/admin/disclosures/disclosure/{disclosure.pk}/{page}/"


def get(client: Client, disclosure: Disclosure, page: str) -> str:
    response = client.get(at(disclosure, page))
    assert response.status_code == 200
    return unescape(re.sub(r"\s+", " ", response.content.decode()))


def shown(page: str) -> list[str]:
    """The remarks on the page, without their tags."""
    found = re.findall(r'<div class="sent-remark.*?</div>', page)
    return [re.sub(r" +", " ", re.sub(r"<[^>]*>", " ", one)).strip() for one in found]


def resolve(
    client: Client, disclosure: Disclosure, remark: Remark, note: str, back: str = ""
) -> tuple[int, str]:
    response = client.post(
        at(disclosure, "remarks/resolve"), {"remark": remark.pk, "note": note, "next": back}
    )
    if response.status_code == 302:
        return 302, response["Location"]
    return response.status_code, unescape(re.sub(r"\s+", " ", response.content.decode()))


def test_the_overview_lists_them_and_holds_back_submission(
    client: Client, li: User, disclosure: Disclosure
) -> None:
    one, _ = sent(
        disclosure, (RECEPTION, "与明细不一致"), ("text:reason/total/", "请写明是哪个项目")
    )
    page = get(client, disclosure, "desk")
    assert "退回意见（2）</h2>" in page
    first, second = shown(page)
    when = r"\d{4}年\d+月\d+日 \d\d:\d\d"
    assert re.fullmatch(
        rf"退回意见 {RECEPTION_NAME} ： 与明细不一致 （wangke，{when}退回）"
        r" 退回后这一处没有改动。 标为已处理",
        first,
    )
    assert "“收、支总计”与上年相比的增减原因 ： 请写明是哪个项目" in second
    base = f"/admin/disclosures/disclosure/{disclosure.pk}"
    assert re.findall(r'<div class="sent-remark.*?<a href="(.*?)">', page) == [
        f"{base}/tables/three_public/#cell-three_public-total-final_reception",
        f"{base}/texts/#text-reason-total",
    ]
    assert "请先处理“退回意见”：到每一处改正，再标为已处理。" in page
    assert "还不能报审：有 2 条退回意见没有处理。" in page
    type_figure(disclosure, "three_public/total/final_reception", "4900", li)
    assert (
        "退回后改动： 原来： 0.39万元 → 现在： 0.49万元"
        in shown(get(client, disclosure, "desk"))[0]
    )
    assert resolve(client, disclosure, one, "") == (302, f"{at(disclosure, 'desk')}#sent-{one.pk}")
    page = get(client, disclosure, "desk")
    assert "已标为处理过。" in page
    # Those that are dealt with stand below the open ones.
    assert [one[:9] for one in shown(page)] == ["退回意见 “收、支", "退回意见（已处理）"]
    assert "还不能报审：有 1 处错误没有改正，有 1 条退回意见没有处理。" in page


def test_a_note_is_wanted_where_nothing_was_changed(
    client: Client, li: User, disclosure: Disclosure
) -> None:
    (one,) = sent(disclosure, (RECEPTION, "与明细不一致"))
    status, page = resolve(client, disclosure, one, '无"<')
    assert status == 409
    assert (
        f'<p class="wrong" id="wrong-{one.pk}" role="alert">“{RECEPTION_NAME}”退回以后没有改动，'
        "请写明为什么不改。处理情况至少要写 4 个字，不能只有标点，请写明具体情况</p>"
    ) in page
    assert 'value="无"<" placeholder="怎么处理的；没有改动的须写明为什么"' in page
    assert f'aria-invalid="true" aria-describedby="wrong-{one.pk}"' in page
    assert 'class="errornote"' not in page
    assert Remark.objects.get().open


def test_at_the_cell(client: Client, li: User, disclosure: Disclosure) -> None:
    (one,) = sent(disclosure, (RECEPTION, "与明细不一致"))
    page = get(client, disclosure, "tables/three_public")
    assert "检查本表：退回意见1条" in page
    item = re.findall(r'<li class="REMARK.*?</li>', page)[0]
    assert item.startswith(
        '<li class="REMARK" data-marks="cell-three_public-total-final_reception">'
    )
    assert f'<span class="message" id="said-{one.pk}">与明细不一致</span>' in item
    back = at(disclosure, "tables/three_public")
    assert f'name="next" value="{back}"' in item
    assert resolve(client, disclosure, one, "与明细核对一致", back) == (
        302,
        f"{back}#sent-{one.pk}",
    )
    page = get(client, disclosure, "tables/three_public")
    assert '<li class="REMARK settled" data-marks="">' in page
    assert "检查本表：没有待处理的问题" in page
    assert '<li class="REMARK' not in get(client, disclosure, "tables/expenditure")


def test_the_part_beside_the_grid_leads_back_to_the_grid(
    client: Client, li: User, disclosure: Disclosure
) -> None:
    sent(disclosure, (RECEPTION, "与明细不一致"))
    page = get(client, disclosure, "tables/three_public/beside")
    assert f'name="next" value="{at(disclosure, "tables/three_public")}"' in page


def test_last_years_figures_tables_and_texts_beside_the_grid(
    client: Client, li: User, disclosure: Disclosure
) -> None:
    sent(
        disclosure,
        ("2019:three_public/total/final_total", "上年数不对"),
        ("table:three_public", "请核对全表"),
        ("text:reason/reception/", "请写明原因"),
    )
    marks = r'<li class="REMARK" data-marks="(.*?)">.*?id="said-\d+">(.*?)</span>'
    page = get(client, disclosure, "tables/comparatives")
    assert re.findall(marks, page) == [
        ("prior-three_public-total-final_total", "上年数不对"),
        ("", "请写明原因"),
    ]
    page = get(client, disclosure, "tables/three_public")
    assert re.findall(marks, page) == [("", "请核对全表"), ("", "请写明原因")]


def test_at_the_text(client: Client, li: User, disclosure: Disclosure) -> None:
    one, other = sent(
        disclosure, ("text:prose/duties/", "职能不完整"), ("text:reason/total/", "请写明项目")
    )
    page = get(client, disclosure, "texts")
    before = page.partition('<textarea id="text-prose-duties"')[0]
    assert "职能不完整" in before and "请写明项目" not in before
    assert f'aria-describedby="said-{one.pk} text-prose-duties-state"' in page
    assert f'aria-describedby="said-{other.pk} text-reason-total-state"' in page
    back = at(disclosure, "texts")
    assert resolve(client, disclosure, one, "职能按三定方案", back)[1] == f"{back}#sent-{one.pk}"
    # The texts page cannot show what is wrong: the overview does.
    status, page = resolve(client, disclosure, other, "", back)
    assert status == 409 and f'id="wrong-{other.pk}"' in page


def test_at_the_finding(client: Client, li: User, disclosure: Disclosure) -> None:
    note = prepare(disclosure).findings[0]
    wang = reviewer()
    place = finding_place(note.id, note.message)
    publication.remark(disclosure, place, "请说明尾差", wang)
    publication.send_back(disclosure, wang, "请按意见改正")
    one = Remark.objects.get()
    page = get(client, disclosure, "findings")
    article = re.findall(rf'<article[^>]*id="finding-{note.key}".*?</article>', page)[0]
    assert "请说明尾差" in article and page.count("请说明尾差") == 2  # and in the field's label
    back = at(disclosure, "findings")
    status, page = resolve(client, disclosure, one, "", back)
    assert status == 409 and f'id="wrong-{one.pk}"' in page and "<article" in page
    assert resolve(client, disclosure, one, "四舍五入的尾差", back)[0] == 302
    link = f"/admin/disclosures/disclosure/{disclosure.pk}/findings/#finding-{note.key}"
    assert f'<a href="{link}">{one.label}</a>' in get(client, disclosure, "desk")


def test_what_is_collected_is_only_for_those_who_send_it(
    client: Client, li: User, disclosure: Disclosure
) -> None:
    places = Places(standard_of(disclosure), 2020)
    publication.remark(disclosure, places.of(RECEPTION), "与明细不一致", reviewer())
    for user in (li, auditor()):
        client.force_login(user)
        for page in ("desk", "review", "findings", "texts", "tables/three_public"):
            assert "与明细不一致" not in get(client, disclosure, page)


def test_who_may_say_that_it_is_dealt_with(
    client: Client, li: User, disclosure: Disclosure
) -> None:
    (one,) = sent(disclosure, (RECEPTION, "与明细不一致"))
    for user in (User.objects.get(username="wangke"), auditor()):
        client.force_login(user)
        assert ">标为已处理</button>" not in get(client, disclosure, "desk")
        assert resolve(client, disclosure, one, "与明细核对一致")[0] == 403
    client.force_login(li)
    Disclosure.objects.update(state=State.SUBMITTED)
    assert ">标为已处理</button>" not in get(client, disclosure, "desk")
    status, page = resolve(client, disclosure, one, "与明细核对一致")
    assert (status, Remark.objects.get().open) == (409, True)
    assert "这份材料已报审，不能再处理退回意见" in page


@pytest.mark.parametrize("key", ["", "0", "x", "99999999999999999999", "１", "-1"])
def test_a_key_of_no_remark(client: Client, li: User, disclosure: Disclosure, key: str) -> None:
    sent(disclosure, (RECEPTION, "与明细不一致"))
    response = client.post(at(disclosure, "remarks/resolve"), {"remark": key, "note": "已经核对"})
    assert response.status_code == 409
    assert "这条意见已经处理过，或不是这一版的意见" in response.content.decode()


def test_a_reviewer_remarks_on_a_cell_of_the_table(client: Client, disclosure: Disclosure) -> None:
    client.force_login(reviewer())
    page = get(client, disclosure, "tables/three_public")
    options = re.findall(r'<option value="(.*?)" data-place="(.*?)">(.*?)</option>', page)
    assert len(options) == 13
    assert options[0] == (
        "table:three_public",
        "",
        "一般公共预算财政拨款“三公”经费支出决算表（整张表）",
    )
    assert options[-1] == (
        RECEPTION,
        "three_public/total/final_reception",
        "决算数·公务接待费",
    )
    back = at(disclosure, "tables/three_public")
    response = client.post(
        at(disclosure, "remarks"), {"where": RECEPTION, "text": "与明细不一致", "next": back}
    )
    assert (response.status_code, response["Location"]) == (302, back)
    assert Remark.objects.get().label == RECEPTION_NAME
    # The table cannot show what is wrong: the review page does.
    response = client.post(
        at(disclosure, "remarks"), {"where": RECEPTION, "text": "错", "next": back}
    )
    assert response.status_code == 409
    assert "意见至少要写 4 个字" in response.content.decode()
    client.force_login(clerk("other"))
    assert 'id="remark-where"' not in get(client, disclosure, "tables/three_public")
