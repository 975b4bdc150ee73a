"""审核: what the page opens on, who may decide what, and how posts come back to it."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from disclosures import publication
from disclosures.facts import FactSheet
from disclosures.models import Action, Answer, Disclosure, Duty, Remark, State, Unit
from disclosures.narrative.scope import TextKey, Texts
from disclosures.pipeline import prepare, standard_of
from disclosures.review.places import Places
from tests.disclosures.drafts import (
    auditor,
    clerk,
    published,
    publisher,
    reviewer,
    staff,
    submitted,
)
from tests.disclosures.editing import type_figure, write_text

pytestmark = pytest.mark.django_db

RECEPTION = "three_public/total/final_reception"
RECEPTION_NAME = "一般公共预算财政拨款“三公”经费支出决算表“合计”决算数·公务接待费"
REASON = TextKey("reason", "total")
REASON_NAME = "“收、支总计”与上年相比的增减原因"


@pytest.fixture
def disclosure(demonstration_sheet: FactSheet, demonstration_texts: Texts) -> Disclosure:
    """The demonstration, submitted by 李会计."""
    return submitted(demonstration_sheet, demonstration_texts)


@pytest.fixture
def li(disclosure: Disclosure) -> User:
    return User.objects.get(username="lihui")


@pytest.fixture
def wang(disclosure: Disclosure, client: Client) -> User:
    """The reviewer, signed in."""
    user = reviewer()
    client.force_login(user)
    return user


@pytest.fixture
def shown(client: Client, disclosure: Disclosure) -> Callable[[], str]:
    """The page as it is now."""

    def page() -> str:
        response = client.get(at(disclosure))
        assert response.status_code == 200
        return plain(response.content.decode())

    return page


def at(disclosure: Disclosure, page: str = "review") -> str:
    return f"/admin/disclosures/disclosure/{disclosure.pk}/{page}/"


def plain(page: str) -> str:
    return unescape(re.sub(r"\s+", " ", page))


def section(page: str, id: str) -> str:
    """The text of one part of the page, without its tags."""
    found = re.search(rf'<section id="{id}".*?</section>', page)
    assert found is not None
    return re.sub(r" +", " ", re.sub(r"<[^>]*>", " ", found[0])).strip()


def post(client: Client, disclosure: Disclosure, page: str, **fields: str) -> tuple[int, str]:
    """Status and address or text of what is posted from the review page."""
    response = client.post(at(disclosure, page), {"next": at(disclosure), **fields})
    if response.status_code == 302:
        return 302, response["Location"]
    return response.status_code, plain(response.content.decode())


# ---- What it opens on ----------------------------------------------------------------------------


def test_a_first_submission(wang: User, shown: Callable[[], str]) -> None:
    page = shown()
    assert re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page)[0] == ("状态", "已报审，第 1 版")
    assert re.search(r"<dt>报审</dt><dd>lihui，\d{4}年\d+月\d+日 \d\d:\d\d</dd>", page)
    assert "<dt>保密审查</dt><dd>还没有</dd>" in page
    assert "<dt>待处理</dt><dd>没有缺项，检查结果都已处理</dd>" in page
    assert section(page, "changes") == (
        "改动 这一版是第一次报审，没有可以比较的前一次，全部内容都要审核。"
    )
    assert section(page, "years").startswith(
        "与上年相比 先列变动在 20% 以上且不少于 1 万元的。"
        "上年数取自本材料填报的上年数；上年材料没有在本站公开。"
        " 收入支出决算总表“总计”金额 2020年 244.24万元 上年 601.54万元 减少357.30万元，下降59.4%"
        " 原因：财政拨款收、支总计减少 "
    )
    assert "更多：变动较小的 1 个数" in section(page, "years")
    assert 'title="草稿预览：公开后的网页"' in page


def test_what_changed_since_the_last_submission(
    wang: User, li: User, disclosure: Disclosure, shown: Callable[[], str]
) -> None:
    publication.send_back(disclosure, wang, "请核对设备数据")
    type_figure(disclosure, "matters/equipment_general/value", "12", li)
    write_text(disclosure, REASON, "财政拨款项目收、支总计减少", li)
    publication.submit(disclosure, li)
    page = shown()
    found = section(page, "changes")
    assert re.match(r"改动 上次报审（\d{4}年\d+月\d+日 \d\d:\d\d）以来改动 2 处。", found)
    assert re.search(
        r"数据（1处） 其他重要事项数据“单价50万元以上通用设备”数值 lihui，\d+月\d+日 \d\d:\d\d "
        r"原来： 0台（套） → 现在： 12台（套）",
        found,
    )
    assert f"文字（1处） {REASON_NAME} lihui" in found
    assert '<span class="text-change">财政拨款<ins>项目</ins>收、支总计减少</span>' in page
    base = f"/admin/disclosures/disclosure/{disclosure.pk}"
    links = re.findall(r'<li id="since-\w+-0"> <p class="what"><a href="([^"]*)">', page)
    assert links == [
        f"{base}/tables/matters/#cell-matters-equipment_general-value",
        f"{base}/texts/#text-reason-total",
    ]
    assert "<dt>上次退回</dt><dd>wangke，" in page and "：请核对设备数据</dd>" in page


def test_a_correction_is_held_against_what_was_published(
    wang: User, li: User, disclosure: Disclosure, shown: Callable[[], str]
) -> None:
    published(disclosure)
    disclosure.refresh_from_db()
    publication.correct(disclosure, li, "设备数据有误")
    type_figure(disclosure, "matters/equipment_general/value", "12", li)
    publication.submit(disclosure, li)
    page = shown()
    assert "<dt>更正理由</dt><dd>设备数据有误</dd>" in page
    found = section(page, "changes")
    assert re.search(r"与已公开的第1版相比 \d{4}年\d+月\d+日公开的版本与现在有 1 处不同。", found)
    assert "原来： 0台（套） → 现在： 12台（套）" in found


def test_a_missing_reason_is_marked(
    wang: User, disclosure: Disclosure, shown: Callable[[], str]
) -> None:
    disclosure.explanations.filter(kind="reason", figure="total").delete()
    page = shown()
    assert section(page, "years").count("没有填写原因") == 1
    assert "减少357.30万元，下降59.4% 没有填写原因" in section(page, "years")
    assert re.search(r"<dt>待处理</dt><dd>还缺 1 项内容；检查结果 1 条：<a href=\"#finding-", page)
    assert "还不能审核通过：还没有保密审查，还缺 1 项内容，有 1 条检查结果没有处理。" in page


def test_reasons_uses_and_prose(wang: User, shown: Callable[[], str]) -> None:
    page = shown()
    reasons = section(page, "reasons")
    assert reasons.startswith(
        f"原因和用途（10） {REASON_NAME} 2020年 244.24万元 2019年 601.54万元 "
        "减少357.3万元，下降59.4% 财政拨款收、支总计减少"
    )
    assert "“国内公务接待支出”用途（主要用于） 2020年 0.39万元 执行公务" in reasons
    assert section(page, "prose").startswith("其他文字（11） “主要职能”的文字 一是制定本地区")


def test_findings_with_answers_the_open_ones_first(
    wang: User, li: User, disclosure: Disclosure, client: Client, shown: Callable[[], str]
) -> None:
    Disclosure.objects.update(state=State.DRAFT)
    disclosure.refresh_from_db()
    type_figure(disclosure, RECEPTION, "4900", li)
    Disclosure.objects.update(state=State.SUBMITTED)
    (open_one,) = publication.open_findings(prepare(disclosure), Answer.objects.all())
    before = section(shown(), "found")
    assert before.startswith(f"检查结果（1） {open_one.severity.value} {open_one.id}")
    status, address = post(
        client,
        disclosure,
        "findings/answer",
        finding=open_one.key,
        kind="waiver",
        text="财政局已批复",
    )
    assert (status, address) == (302, f"{at(disclosure)}#finding-{open_one.key}")
    assert f"{open_one.id}（已豁免）" in section(shown(), "found")
    assert "豁免：财政局已批复（wangke，" in section(shown(), "found")


def test_a_refused_waiver_stands_at_its_finding(
    wang: User, li: User, disclosure: Disclosure, client: Client
) -> None:
    Disclosure.objects.update(state=State.DRAFT)
    disclosure.refresh_from_db()
    type_figure(disclosure, RECEPTION, "4900", li)
    Disclosure.objects.update(state=State.SUBMITTED)
    (found,) = publication.open_findings(prepare(disclosure), Answer.objects.all())
    status, page = post(
        client, disclosure, "findings/answer", finding=found.key, kind="waiver", text="可以"
    )
    assert status == 409
    assert '<h2 id="decision-title">' in page
    assert (
        f'<p class="wrong" id="wrong-{found.key}" role="alert">'
        "理由至少要写 4 个字，不能只有标点，请写明具体情况</p>"
    ) in page
    assert "required aria-invalid" in page and ">可以</textarea>" in page
    assert '<p class="errornote" role="alert">理由' not in page


def test_it_opens_in_few_queries(
    wang: User,
    disclosure: Disclosure,
    client: Client,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client.get(at(disclosure))
    with django_assert_max_num_queries(34):
        client.get(at(disclosure))


# ---- Decisions -----------------------------------------------------------------------------------


def test_signing_and_approving(
    wang: User, disclosure: Disclosure, client: Client, shown: Callable[[], str]
) -> None:
    page = shown()
    assert 'disabled aria-describedby="blocking">审核通过</button>' in page
    assert "还不能审核通过：还没有保密审查。" in page
    assert post(client, disclosure, "move/sign", reason="不涉及国家秘密") == (302, at(disclosure))
    page = shown()
    assert "已登记保密审查。" in page
    assert re.search(r"<dt>保密审查</dt><dd>wangke，.*?：不涉及国家秘密</dd>", page)
    assert ">保密审查</button>" not in page
    assert '<button type="submit" class="button default">审核通过</button>' in page
    assert post(client, disclosure, "move/approve") == (302, at(disclosure))
    assert Disclosure.objects.get().state == State.APPROVED
    assert "已审核通过，等待公开。" in shown()


def test_a_refused_move_shows_the_page_again(
    wang: User, disclosure: Disclosure, client: Client
) -> None:
    status, page = post(client, disclosure, "move/approve")
    assert status == 409
    assert (
        '<p class="errornote" role="alert">还没有保密审查，不能审核通过；请先登记保密审查意见</p>'
    ) in page
    status, page = post(client, disclosure, "move/sign", reason="无")
    assert status == 409
    assert "保密审查意见至少要写 4 个字，不能只有标点，请写明具体情况" in page
    assert "required>无</textarea>" in page
    assert '<h2 id="decision-title">' in page


def test_an_author_is_told_why_not(
    disclosure: Disclosure, client: Client, shown: Callable[[], str]
) -> None:
    both = staff("zhoumin", Duty.CLERK, Duty.REVIEWER)
    client.force_login(both)
    publication.send_back(disclosure, both, "自己再改一处")
    type_figure(disclosure, "matters/equipment_general/value", "12", both)
    publication.submit(disclosure, both)
    page = shown()
    assert (
        '<p class="own">您录入过或报审过这份材料，不能作保密审查，也不能审核；'
        "请由另一位审核人办理。</p>"
    ) in page
    assert ">审核通过</button>" not in page and ">保密审查</button>" not in page
    status, page = post(client, disclosure, "move/approve")
    assert (status, Disclosure.objects.get().state) == (403, State.SUBMITTED)
    assert "自己录入或报审的材料不能自己审核，请由另一位审核人办理" in page
    status, page = post(client, disclosure, "move/sign", reason="不涉及国家秘密")
    assert status == 403
    assert "自己录入或报审的材料不能自己作保密审查" in page


@pytest.mark.parametrize("make", [clerk, auditor])
def test_who_only_looks(
    make: Callable[[str], User], disclosure: Disclosure, client: Client
) -> None:
    client.force_login(make("other"))
    page = plain(client.get(at(disclosure)).content.decode())
    assert "<summary>提意见" not in page and 'class="moves"' not in page
    for address, fields in (
        ("move/approve", {}),
        ("move/sign", {"reason": "不涉及国家秘密"}),
        ("move/send_back", {"reason": "请核对设备数据"}),
        ("remarks", {f"remark:2020:{RECEPTION}": "请核对明细"}),
        ("remarks/drop", {"remark": "1"}),
    ):
        assert post(client, disclosure, address, **fields)[0] == 403
    assert (Disclosure.objects.get().state, Remark.objects.count()) == (State.SUBMITTED, 0)


def test_nobody_of_another_unit(disclosure: Disclosure, client: Client) -> None:
    other = Unit.objects.create(name="另一单位", slug="other", region="某市")
    client.force_login(staff("other", *Duty, unit=other))
    assert client.get(at(disclosure)).status_code == 404
    for address in (
        "move/approve",
        "move/send_back",
        "remarks",
        "remarks/drop",
        "remarks/resolve",
        "findings/answer",
    ):
        assert post(client, disclosure, address)[0] == 404


def test_posts_only(wang: User, disclosure: Disclosure, client: Client) -> None:
    for address in ("move/approve", "remarks", "remarks/drop", "remarks/resolve"):
        assert client.get(at(disclosure, address)).status_code == 405
    assert client.post(at(disclosure)).status_code == 405
    assert client.post(at(disclosure, "move/abolish")).status_code == 404


def test_a_year_without_a_standard(wang: User, disclosure: Disclosure, client: Client) -> None:
    Disclosure.objects.update(year=2005)
    response = client.get(at(disclosure))
    assert response.status_code == 200
    (note,) = re.findall(r'<p class="errornote">(.*?)</p>', response.content.decode())
    assert note.startswith("没有适用于四川省2005年度决算的公开范本，已有的范本是：")
    assert note.endswith("请核对年度和单位的公开范本所属地区，或请管理员增加这一范本")


# ---- Remarks -------------------------------------------------------------------------------------


def test_remarks_are_collected_at_their_lines(
    wang: User, disclosure: Disclosure, client: Client, shown: Callable[[], str]
) -> None:
    assert post(
        client,
        disclosure,
        "remarks",
        at="year-0",
        **{
            "remark:2020:income_expenditure/income_total/amount": "请核对总计",
            "remark:text:reason/total/": "请写明项目",
            "remark:text:prose/duties/": "  ",
        },
    ) == (302, f"{at(disclosure)}#year-0")
    page = shown()
    assert "已加入 2 条意见，退回时一并发给录入人。" in page
    assert "待退回的意见（2）" in page
    assert section(page, "years").count("待退回的意见 ：请核对总计") == 1
    assert section(page, "reasons").count("待退回的意见 ：请写明项目") == 1
    assert ">请按 2 条意见逐处改正后重新报审</textarea>" in page
    assert "还不能审核通过：还没有保密审查，有 2 条意见没有退回。" in page
    first = Remark.objects.first()
    assert first is not None
    assert post(client, disclosure, "remarks/drop", remark=str(first.pk)) == (302, at(disclosure))
    assert list(Remark.objects.values_list("text", flat=True)) == ["请写明项目"]


def test_sending_back_takes_along_what_was_not_added_yet(
    wang: User, disclosure: Disclosure, client: Client
) -> None:
    place = Places(standard_of(disclosure), 2020).of(f"2020:{RECEPTION}")
    publication.remark(disclosure, place, "与明细不一致", wang)
    assert post(
        client,
        disclosure,
        "move/send_back",
        reason="请按意见改正",
        **{"remark:text:reason/total/": "请写明项目"},
    ) == (302, at(disclosure))
    assert Disclosure.objects.get().state == State.DRAFT
    assert list(Remark.objects.filter(sent__isnull=False).values_list("label", "text")) == [
        (RECEPTION_NAME, "与明细不一致"),
        (REASON_NAME, "请写明项目"),
    ]


def test_a_refused_send_back_stores_nothing_and_keeps_what_was_typed(
    wang: User, disclosure: Disclosure, client: Client
) -> None:
    status, page = post(
        client,
        disclosure,
        "move/send_back",
        reason="改",
        **{"remark:text:reason/total/": "请写明项目", "remark:2020:made/up/cell": "请核对"},
    )
    assert (status, Remark.objects.count()) == (409, 0)
    assert "材料里没有“2020:made/up/cell”这一处，意见没有加入；请刷新页面后重新填写" in page
    status, page = post(
        client,
        disclosure,
        "move/send_back",
        reason="改",
        **{
            "remark:text:reason/total/": "请写明项目",
            "remark:2020:matters/vehicles/value": "请核对车辆数",
        },
    )
    assert (status, Remark.objects.count()) == (409, 0)
    assert '<p class="errornote" role="alert">理由至少要写 4 个字' in page
    assert 'name="reason" rows="2" maxlength="1000" required>改</textarea>' in page
    assert page.count(">请写明项目</textarea>") == 1
    # What belongs to no line of the page is kept beside the reason.
    left = re.findall(r'<ul class="left".*?</ul>', page)
    assert len(left) == 1 and 'name="remark:2020:matters/vehicles/value"' in left[0]
    assert Disclosure.objects.get().state == State.SUBMITTED


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "没有填写意见，请写明这一处有什么问题"),
        ({"remark:text:reason/total/": "改"}, "意见至少要写 4 个字，不能只有标点，请写明具体情况"),
        ({"remark:text:reason/nothing/": "请写明项目"}, "材料里没有“text:reason/nothing/”这一处"),
        ({"remark:text:prose/nothing/": "请写明项目"}, "材料里没有“text:prose/nothing/”这一处"),
        ({"remark:finding:nothing": "请写明项目"}, "材料里没有“finding:nothing”这一处"),
        ({"remark:实验操作考试": "请写明项目"}, "材料里没有“实验操作考试”这一处"),
        (
            {"remark:2018:matters/vehicles/value": "请核对车辆"},
            "材料里没有“2018:matters/vehicles/value”这一处",
        ),
        (
            {"remark:2020:matters/vehicles/nothing": "请核对车辆"},
            "材料里没有“2020:matters/vehicles/nothing”这一处",
        ),
        (
            {"remark:2020:matters/nothing/value": "请核对车辆"},
            "材料里没有“2020:matters/nothing/value”这一处",
        ),
    ],
)
def test_remarks_that_are_refused(
    wang: User, disclosure: Disclosure, client: Client, fields: dict[str, str], message: str
) -> None:
    status, page = post(client, disclosure, "remarks", **fields)
    assert (status, Remark.objects.count()) == (409, 0)
    assert f'<p class="errornote" role="alert">{message}' in page


@pytest.mark.parametrize(
    ("where", "label"),
    [
        ("2020:matters/vehicles/value", "其他重要事项数据“国有资产：车辆”数值"),
        ("2019:income_expenditure/income_total/amount", "2019年 收入支出决算总表“总计”金额"),
        ("2020:expenditure/2050102/total", "支出决算表“2050102 一般行政管理事务”本年支出合计"),
        ("2020:reception_occasions/1/amount", "国内公务接待明细“第1行”金额"),
        ("table:expenditure", "支出决算表（整张表）"),
        ("text:prose/duties/", "“主要职能”的文字"),
        ("text:prose/table.expenditure/", "“支出决算表”下的说明"),
    ],
)
def test_places_that_take_a_remark(
    wang: User, disclosure: Disclosure, client: Client, where: str, label: str
) -> None:
    status, _ = post(client, disclosure, "remarks", **{f"remark:{where}": "请核对这一处"})
    assert (status, Remark.objects.get().label) == (302, label)


def test_a_remark_about_a_finding(
    wang: User, disclosure: Disclosure, client: Client, shown: Callable[[], str]
) -> None:
    note = prepare(disclosure).findings[0]
    status, _ = post(client, disclosure, "remarks", **{f"remark:finding:{note.key}": "请说明尾差"})
    assert (status, Remark.objects.get().label) == (302, f"{note.id} {note.message}")
    assert "待退回的意见 ：请说明尾差" in section(shown(), "found")


def test_the_next_review_tells_what_became_of_the_remarks(
    wang: User, li: User, disclosure: Disclosure, client: Client, shown: Callable[[], str]
) -> None:
    for where, text in (
        ("2020:matters/equipment_general/value", "请核对设备"),
        ("text:reason/total/", "请写明项目"),
    ):
        post(client, disclosure, "remarks", **{f"remark:{where}": text})
    post(client, disclosure, "move/send_back", reason="请按意见改正")
    type_figure(disclosure, "matters/equipment_general/value", "12", li)
    one, other = Remark.objects.all()
    publication.resolve(disclosure, one.pk, "", li)
    publication.resolve(disclosure, other.pk, "原因已经写明项目", li)
    publication.submit(disclosure, li)
    found = section(shown(), "sent")
    when = r"\d{4}年\d+月\d+日 \d\d:\d\d"
    assert re.fullmatch(
        r"退回意见的处理（2） "
        r"退回意见（已处理） 其他重要事项数据“单价50万元以上通用设备”数值 ： 请核对设备"
        rf" （wangke，{when}退回） 退回后改动： 原来： 0台（套） → 现在： 12台（套）"
        rf" lihui，{when}标为已处理 "
        rf"退回意见（已处理） {REASON_NAME} ： 请写明项目 （wangke，{when}退回）"
        rf" 退回后这一处没有改动。 lihui，{when}标为已处理：原因已经写明项目",
        found,
    )


# ---- Where a post leads back to ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "followed"),
    [
        ("", "desk"),
        ("/admin/disclosures/disclosure/{pk}/review/", "review"),
        ("/admin/disclosures/disclosure/{pk}/review/#year-3", "review"),
        ("/admin/disclosures/disclosure/{pk}/tables/expenditure/", "tables/expenditure"),
        ("https://example.invalid/admin/disclosures/disclosure/{pk}/review/", "desk"),
        ("//example.invalid/admin/disclosures/disclosure/{pk}/review/", "desk"),
        ("/admin/disclosures/disclosure/{other}/review/", "desk"),
        ("/admin/disclosures/disclosure/{pk}/move/approve/", "desk"),
        ("/admin/logout/", "desk"),
        ("/nothing/here/at/all/ever/", "desk"),
        ("http://[", "desk"),
        ("javascript:alert(1)", "desk"),
    ],
)
def test_a_post_leads_back_only_to_pages_of_this_desk(
    wang: User, disclosure: Disclosure, client: Client, given: str, followed: str
) -> None:
    address = given.format(pk=disclosure.pk, other=disclosure.pk + 1)
    response = client.post(
        at(disclosure, "move/sign"), {"reason": "不涉及国家秘密", "next": address}
    )
    assert (response.status_code, response["Location"]) == (302, at(disclosure, followed))


def test_the_line_to_come_back_to_is_a_name(
    wang: User, disclosure: Disclosure, client: Client
) -> None:
    for given, followed in (("year-3", "#year-3"), ("<b>", ""), ("a b", ""), ("", "")):
        status, address = post(
            client, disclosure, "remarks", at=given, **{"remark:text:reason/total/": "请写明项目"}
        )
        assert (status, address) == (302, f"{at(disclosure)}{followed}")


def test_everything_typed_is_escaped(wang: User, disclosure: Disclosure, client: Client) -> None:
    evil = '<script>alert(1)</script>"'
    post(client, disclosure, "remarks", **{"remark:text:reason/total/": evil})
    page = client.get(at(disclosure)).content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)&lt;/script&gt;&quot;" in page
    response = client.post(
        at(disclosure, "remarks"), {"next": at(disclosure), f"remark:{evil}": "请写明项目"}
    )
    assert "<script>alert" not in response.content.decode()


def test_a_publisher_sends_back_what_was_approved(disclosure: Disclosure, client: Client) -> None:
    Disclosure.objects.update(state=State.APPROVED)
    client.force_login(publisher())
    page = plain(client.get(at(disclosure)).content.decode())
    assert "<summary>提意见" in page and ">审核通过</button>" not in page
    assert post(
        client,
        disclosure,
        "move/send_back",
        reason="标题有误请改正",
        **{"remark:text:prose/duties/": "职能不完整"},
    ) == (302, at(disclosure))
    event = disclosure.events.get(action=Action.SEND_BACK)
    assert (event.reason, event.changes[1]) == (
        "标题有误请改正",
        ["text:prose/duties/", "", "职能不完整"],
    )
