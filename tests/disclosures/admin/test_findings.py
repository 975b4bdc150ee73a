"""The findings page: every finding with its links and answers, and who may answer what."""

import re
from dataclasses import replace
from html import unescape

import pytest
from django.test import Client

from disclosures.admin.desk import findings as page_module
from disclosures.checks.finding import Finding, Severity
from disclosures.facts import FactSheet
from disclosures.models import Answer, AnswerKind, Disclosure, State
from disclosures.narrative.scope import TextKey, Texts
from disclosures.pipeline import Prepared, prepare
from disclosures.tables import Cell
from tests.disclosures.drafts import auditor, clerk, draft, reviewer, staff

pytestmark = pytest.mark.django_db

PARTS = tuple(
    Cell("income_expenditure", row, "amount")
    for row in ("other", "operating", "institutional", "201", "202", "203", "204")
)
ERROR = Finding(
    "E01",
    Severity.ERROR,
    "本年收入合计不符 <差 0.01>",
    (Cell("income_expenditure", "income_of_year", "amount"), *PARTS),
    fix="请核对各项收入",
)
WARNING = Finding(
    "R01", Severity.WARNING, "原因与上年相同", texts=(TextKey("reason", "total"),), fix="请改写"
)
NOTE = Finding("E09", Severity.NOTE, "四舍五入差异")


@pytest.fixture
def disclosure(demonstration_sheet: FactSheet, demonstration_texts: Texts) -> Disclosure:
    return draft(demonstration_sheet, demonstration_texts)


@pytest.fixture
def found(disclosure: Disclosure, monkeypatch: pytest.MonkeyPatch) -> list[Finding]:
    """What the checks find: a finding of each severity, given twice, until the test says else."""
    listed = [NOTE, WARNING, ERROR, ERROR]
    genuine = prepare

    def prepared(of: Disclosure) -> Prepared:
        return replace(genuine(of), findings=tuple(listed))

    monkeypatch.setattr(page_module, "prepare", prepared)
    return listed


def address(disclosure: Disclosure, page: str = "findings") -> str:
    return f"/admin/disclosures/disclosure/{disclosure.pk}/{page}/"


def articles(page: str) -> list[str]:
    """The findings of the page, blanks between their parts made single."""
    found = re.findall(r"<article.*?</article>", page, re.DOTALL)
    return [unescape(re.sub(r"\s+", " ", article)) for article in found]


def reply(client: Client, disclosure: Disclosure, finding: Finding, kind: str, text: str) -> int:
    response = client.post(
        address(disclosure, "findings/answer"),
        {"finding": finding.key, "kind": kind, "text": text},
    )
    return response.status_code


def test_the_gravest_first_with_links(
    client: Client, disclosure: Disclosure, found: list[Finding]
) -> None:
    client.force_login(clerk())
    page = client.get(address(disclosure)).content.decode()
    assert re.findall(r'<h2 id="group[^>]*>(.*?)</h2>', page) == [
        "错误：必须改正，或由审核人豁免（1）",
        "提示：请核对，改正或写明情况（1）",
        "说明：不影响公开（1）",
    ]
    error, warning, note = articles(page)
    assert re.findall(r"<h3[^>]*>(.*?)</h3>", error) == ["错误 E01"]
    assert '<p class="message">本年收入合计不符 <差 0.01></p>' in error
    assert "&lt;差 0.01&gt;" in page
    assert '<p class="fix">请核对各项收入</p>' in error
    base = f"/admin/disclosures/disclosure/{disclosure.pk}"
    cells = re.findall(r'<a href="([^"]*)">([^<]*)</a>', error)
    assert cells[0] == (
        f"{base}/tables/income_expenditure/#cell-income_expenditure-income_of_year-amount",
        "收入支出决算总表“本年收入合计”金额",
    )
    assert [name for _, name in cells[:4]] == [
        "收入支出决算总表“本年收入合计”金额",
        "收入支出决算总表“八、其他收入”金额",
        "收入支出决算总表“六、经营收入”金额",
        "收入支出决算总表“五、事业收入”金额",
    ]
    assert (len(cells), "另外 2 个数据" in error) == (8, True)
    assert re.findall(r'<a href="([^"]*)">([^<]*)</a>', warning) == [
        (f"{base}/texts/#text-reason-total", "“收、支总计”与上年相比的增减原因")
    ]
    assert "<form" not in error and "<form" not in note
    assert re.findall(r'value="(\w+)">提交', warning) == ["answer"]


def test_nothing_found(client: Client, disclosure: Disclosure, found: list[Finding]) -> None:
    found.clear()
    client.force_login(clerk())
    assert "检查没有发现问题。" in client.get(address(disclosure)).content.decode()


def test_a_clerk_answers_a_warning(
    client: Client, disclosure: Disclosure, found: list[Finding]
) -> None:
    client.force_login(clerk())
    response = client.post(
        address(disclosure, "findings/answer"),
        {"finding": WARNING.key, "kind": "answer", "text": " 会计差错\r\n更正 "},
    )
    assert response["Location"] == f"{address(disclosure)}#finding-{WARNING.key}"
    page = client.get(address(disclosure)).content.decode()
    assert "已记录说明。" in page
    warning = articles(page)[1]
    assert "提示 R01（已说明）" in warning
    assert re.search(r'<p class="reply">说明：会计差错 更正（lihui，\d{4}年', warning)
    assert "补充理由" in warning
    assert reply(client, disclosure, WARNING, "answer", "凭证已核对") == 302
    replies = re.findall(r"说明：(.*?)（lihui", client.get(address(disclosure)).content.decode())
    assert replies == ["凭证已核对", "会计差错 更正"]


def test_a_reviewer_waives_an_error(
    client: Client, disclosure: Disclosure, found: list[Finding]
) -> None:
    client.force_login(reviewer())
    error, warning, _ = articles(client.get(address(disclosure)).content.decode())
    assert re.findall(r'value="(\w+)">提交', error) == ["waiver"]
    assert re.findall(r'value="(\w+)">提交', warning) == ["waiver"]
    assert reply(client, disclosure, ERROR, "waiver", "财政局已批复") == 302
    error = articles(client.get(address(disclosure)).content.decode())[0]
    assert "错误 E01（已豁免）" in error
    assert list(Answer.objects.values_list("check_id", "kind", "text", "by__username")) == [
        ("E01", AnswerKind.WAIVER, "财政局已批复", "wangke")
    ]


def test_who_may_not_answer_what(
    client: Client, disclosure: Disclosure, found: list[Finding]
) -> None:
    text = "财政局已批复"
    client.force_login(clerk())
    assert reply(client, disclosure, ERROR, "waiver", text) == 403
    assert reply(client, disclosure, WARNING, "waiver", text) == 403
    assert reply(client, disclosure, ERROR, "answer", text) == 409
    assert reply(client, disclosure, WARNING, "none", text) == 403
    client.force_login(reviewer())
    assert reply(client, disclosure, WARNING, "answer", text) == 403
    client.force_login(auditor("reader"))
    assert "<form" not in "".join(articles(client.get(address(disclosure)).content.decode()))
    assert reply(client, disclosure, WARNING, "answer", text) == 403
    client.force_login(staff("stranger"))
    assert reply(client, disclosure, WARNING, "answer", text) == 404
    assert client.get(address(disclosure)).status_code == 404
    client.logout()
    assert reply(client, disclosure, WARNING, "answer", text) == 302
    assert Answer.objects.count() == 0


def test_a_bad_reason_keeps_what_was_typed(
    client: Client, disclosure: Disclosure, found: list[Finding]
) -> None:
    client.force_login(clerk())
    response = client.post(
        address(disclosure, "findings/answer"),
        {"finding": WARNING.key, "kind": "answer", "text": "</textarea>"},
    )
    assert response.status_code == 302
    response = client.post(
        address(disclosure, "findings/answer"),
        {"finding": WARNING.key, "kind": "answer", "text": "无误"},
    )
    page = response.content.decode()
    assert response.status_code == 409
    warning = articles(page)[1]
    assert "理由至少要写 4 个字，不能只有标点，请写明具体情况" in warning
    assert 'aria-invalid="true"' in warning and ">无误</textarea>" in warning
    assert Answer.objects.count() == 1


def test_a_finding_that_is_no_longer_there(
    client: Client, disclosure: Disclosure, found: list[Finding]
) -> None:
    client.force_login(clerk())
    found.remove(WARNING)
    response = client.post(
        address(disclosure, "findings/answer"),
        {"finding": WARNING.key, "kind": "answer", "text": "会计差错更正"},
    )
    assert response.status_code == 409
    assert (
        "这条检查结果已经变化或不再出现，没有记录；请按现在的结果处理" in response.content.decode()
    )


def test_a_published_disclosure_offers_no_form(
    client: Client, disclosure: Disclosure, found: list[Finding]
) -> None:
    client.force_login(clerk())
    Disclosure.objects.update(state=State.PUBLISHED)
    assert "<form" not in "".join(articles(client.get(address(disclosure)).content.decode()))
    assert reply(client, disclosure, WARNING, "answer", "会计差错更正") == 409


def test_a_year_without_a_standard(client: Client, disclosure: Disclosure) -> None:
    client.force_login(clerk())
    Disclosure.objects.update(year=2005)
    page = client.get(address(disclosure))
    assert (page.status_code, "没有适用于" in page.content.decode()) == (200, True)
    assert reply(client, disclosure, WARNING, "answer", "会计差错更正") == 409
