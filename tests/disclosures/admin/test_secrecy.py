"""涉密 on the desk: marked, folded everywhere, shown again."""

import re

import pytest
from django.test import Client

from disclosures.facts import FactSheet
from disclosures.models import Disclosure, Event, State
from disclosures.narrative.scope import Texts
from tests.disclosures.drafts import auditor, clerk, draft, reviewer

pytestmark = pytest.mark.django_db

CODE, NAME = "2050803", "培训支出"
GROUND = "某密定〔2020〕1号"


@pytest.fixture
def disclosure(demonstration_sheet: FactSheet, demonstration_texts: Texts) -> Disclosure:
    return draft(demonstration_sheet, demonstration_texts)


def desk(disclosure: Disclosure, page: str) -> str:
    return f"/admin/disclosures/disclosure/{disclosure.pk}/{page}"


def mark(client: Client, disclosure: Disclosure, **data: str) -> tuple[int, str]:
    answer = client.post(desk(disclosure, "secrecy/mark/"), data)
    return answer.status_code, answer.content.decode()


def test_marking_folds_the_subject_everywhere_and_showing_brings_it_back(
    client: Client, disclosure: Disclosure
) -> None:
    client.force_login(clerk())
    drafts = [desk(disclosure, f"preview/{name}") for name in ("page/", "disclosure.json")]
    assert all(NAME in client.get(address).content.decode() for address in drafts)
    assert mark(client, disclosure, code=CODE, ground=GROUND)[0] == 302
    for address in drafts:
        told = client.get(address).content.decode()
        assert (NAME in told, CODE in told) == (False, False)
    page = client.get(desk(disclosure, "secrecy/")).content.decode()
    assert f"{CODE} {NAME}，依据：{GROUND}（lihui，" in page
    assert f'<option value="{CODE}"' not in page
    assert mark(client, disclosure, code=CODE, show="1")[0] == 302
    assert all(NAME in client.get(address).content.decode() for address in drafts)
    events = Event.objects.filter(action="secret").order_by("number")
    assert list(events.values_list("changes", flat=True)) == [
        [[CODE, "公开", f"涉密（{GROUND}）"]],
        [[CODE, f"涉密（{GROUND}）", "公开"]],
    ]


def test_what_still_shows_it_is_told(client: Client, disclosure: Disclosure) -> None:
    client.force_login(reviewer())
    assert mark(client, disclosure, code=CODE, ground=GROUND)[0] == 302
    page = client.get(desk(disclosure, "secrecy/")).content.decode()
    listed = re.findall(r"<li>(错误|提示) (S0\d)：", page)
    assert listed == [("提示", "S03")]
    assert "涉密科目（1）" in client.get(desk(disclosure, "desk/")).content.decode()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"code": CODE, "ground": "无"}, "定密依据至少要写 4 个字，不能只有标点，请写明具体情况"),
        ({"code": "205", "ground": GROUND}, "不是2020年支出功能分类的款或项"),
        ({"code": "", "ground": GROUND}, "请填写 5 位或 7 位编码"),
        ({"code": CODE, "show": "1"}, f"{CODE}没有标记为涉密"),
    ],
)
def test_refusals(
    client: Client, disclosure: Disclosure, data: dict[str, str], sentence: str
) -> None:
    client.force_login(clerk())
    status, page = mark(client, disclosure, **data)
    assert (status, sentence in page, disclosure.secret_rows.count()) == (409, True, 0)


def test_only_a_draft_and_only_for_whom_it_is_a_duty(
    client: Client, disclosure: Disclosure
) -> None:
    client.force_login(auditor())
    assert "标记涉密</button>" not in client.get(desk(disclosure, "secrecy/")).content.decode()
    assert mark(client, disclosure, code=CODE, ground=GROUND)[0] == 403
    Disclosure.objects.update(state=State.SUBMITTED)
    client.force_login(clerk())
    status, page = mark(client, disclosure, code=CODE, ground=GROUND)
    assert (status, "这份材料已报审，不能再标记" in page) == (409, True)
