"""Every change on the pages of the admin site leaves one event; what is refused leaves none."""

import json
from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from disclosures.admin.desk import findings as page_module
from disclosures.checks.finding import Finding, Severity
from disclosures.intake.workbook import Workbook
from disclosures.models import Disclosure, Duty, Kind, Role, State, Unit, Upload
from disclosures.pipeline import Prepared, prepare
from disclosures.standards.model import Standard
from tests.disclosures.bulk_files import bulk_workbook
from tests.disclosures.drafts import auditor, clerk, reviewer
from tests.disclosures.intake.workbooks import SHA256, sheet, to_file
from tests.disclosures.logged import Logged, logged

pytestmark = pytest.mark.django_db

LIST = "/admin/disclosures/disclosure/"
SUBJECT = "甲局2020年度部门决算"
ABROAD = "three_public/total/final_abroad"
TOTAL = "three_public/total/final_total"


@pytest.fixture
def disclosure() -> Disclosure:
    unit = Unit.objects.create(name="甲局", slug="jia", region="某市", jurisdiction="sichuan")
    return Disclosure.objects.create(unit=unit, year=2020, kind=Kind.FINAL_ACCOUNTS)


def at(disclosure: Disclosure, page: str) -> str:
    return f"{LIST}{disclosure.pk}/{page}/"


def post_json(client: Client, address: str, content: object) -> Any:
    return client.post(address, json.dumps(content), content_type="application/json")


# Figures and texts of a disclosure


def test_the_grid(client: Client, disclosure: Disclosure) -> None:
    client.force_login(clerk())
    cells = at(disclosure, "tables/three_public/cells")
    one = {"unit": "万元", "changes": [{"cell": ABROAD, "text": "5", "base": ""}]}
    assert post_json(client, cells, one).status_code == 200
    assert post_json(client, cells, one).json()["conflicts"] == {}
    changes = [[f"2020:{ABROAD}", "", "50000.00"], [f"2020:{TOTAL}", "", "50000.00"]]
    assert logged() == [Logged("figures", "lihui", SUBJECT, changes)]


def test_the_plain_form(client: Client, disclosure: Disclosure) -> None:
    client.force_login(clerk())
    posted = {"bases": json.dumps({ABROAD: ""}), "unit": "元", ABROAD: "5"}
    assert client.post(at(disclosure, "tables/three_public"), posted).status_code == 302
    changes = [[f"2020:{ABROAD}", "", "5.00"], [f"2020:{TOTAL}", "", "5.00"]]
    assert logged() == [Logged("figures", "lihui", SUBJECT, changes)]


def test_a_pasted_block_is_logged_once_it_is_saved(client: Client, disclosure: Disclosure) -> None:
    client.force_login(clerk())
    block = {"unit": "元", "text": "7\t8", "block": 0, "row": "total", "column": "final_purchase"}
    found = post_json(
        client, at(disclosure, "tables/three_public/paste"), {**block, "rows": ["total"]}
    ).json()
    assert logged() == []
    changes = [{"cell": cell, "text": text, "base": ""} for cell, text in found["cells"]]
    saving = {"unit": "元", "changes": changes}
    post_json(client, at(disclosure, "tables/three_public/cells"), saving)
    purchase, running, vehicles = (
        f"2020:three_public/total/final_{name}" for name in ("purchase", "running", "vehicles")
    )
    expected = [
        [purchase, "", "7.00"],
        [running, "", "8.00"],
        [vehicles, "", "15.00"],
        [f"2020:{TOTAL}", "", "15.00"],
    ]
    assert logged() == [Logged("figures", "lihui", SUBJECT, expected)]


OCCASIONS = "国内公务接待明细\n金额单位：元\n接待事项|金额\n甲单位|568"
FILE = to_file(Workbook((sheet(OCCASIONS, "接待"),), SHA256))


def test_an_upload(client: Client, disclosure: Disclosure) -> None:
    client.force_login(clerk())
    posted = {"workbook": SimpleUploadedFile("决算.xlsx", FILE)}
    address = client.post(at(disclosure, "upload"), posted)["Location"]
    token = client.get(address).content.decode().split('name="token" value="')[1].split('"')[0]
    assert client.post(address, {"confirm": "1", "token": "wrong"}).status_code == 200
    assert logged() == []
    assert client.post(address, {"confirm": "1", "token": token}).status_code == 302
    changes = [
        ["文件“决算.xlsx”", "", Upload.objects.get().sha256],
        ["2020:reception_occasions/1/amount", "", "568.00"],
        ["label:reception_occasions/1", "", "甲单位"],
    ]
    assert logged() == [Logged("upload", "lihui", SUBJECT, changes)]


def test_a_workbook_of_many_units(
    disclosure: Disclosure, sichuan: Standard, demonstration_sheet: Any, tmp_path: Any
) -> None:
    """The command is given by nobody; every unit has its own event."""
    other = Unit.objects.create(
        name="乙局", slug="yi", code="002", region="某市", jurisdiction="sichuan"
    )
    Disclosure.objects.create(unit=other, year=2020, kind=Kind.FINAL_ACCOUNTS)
    Unit.objects.filter(name="甲局").update(code="001")
    units = (("001", "甲局"), ("002", "乙局"))
    path = tmp_path / "汇总.xlsx"
    path.write_bytes(bulk_workbook(sichuan, demonstration_sheet, units))
    call_command("import_bulk", "2020", "final_accounts", str(path))
    assert logged() == []
    call_command("import_bulk", "2020", "final_accounts", str(path), "--confirm")
    sha256 = Upload.objects.all()[0].sha256
    assert [(one.action, one.by, one.subject, one.changes[0]) for one in logged()] == [
        ("upload", "", f"{name}2020年度部门决算", ["文件“汇总.xlsx”", "", sha256])
        for _, name in units
    ]
    figures = {
        f"2020:{cell}": f"{fact.value:.2f}" for cell, fact in demonstration_sheet.facts.items()
    }
    assert demonstration_sheet.prior is not None
    figures |= {
        f"2019:{cell}": f"{fact.value:.2f}"
        for cell, fact in demonstration_sheet.prior.facts.items()
    }
    for one in logged():
        assert {where: after for where, before, after in one.changes[1:] if before == ""} == {
            **figures,
            **{
                f"label:{table}/{row}": text
                for (table, row), text in demonstration_sheet.labels.items()
            },
        }


def test_a_text(client: Client, disclosure: Disclosure) -> None:
    client.force_login(clerk())
    posted = {"kind": "reason", "figure": "total", "row": "", "text": "项目增加", "base": ""}
    address = at(disclosure, "texts/save")
    assert post_json(client, address, posted).status_code == 200
    assert post_json(client, address, {**posted, "text": "别的"}).status_code == 409
    assert post_json(client, address, {**posted, "figure": "no_such"}).status_code == 400
    changes = [["text:reason/total/", "", "项目增加"]]
    assert logged() == [Logged("text", "lihui", SUBJECT, changes)]


# Answers

ERROR = Finding("E01", Severity.ERROR, "收入合计不符")
WARNING = Finding("Y01", Severity.WARNING, "年初与上年末不符")


def test_answers(client: Client, disclosure: Disclosure, monkeypatch: pytest.MonkeyPatch) -> None:
    made = prepare(disclosure)

    def prepared(of: Disclosure) -> Prepared:
        return replace(made, findings=(ERROR, WARNING))

    monkeypatch.setattr(page_module, "prepare", prepared)
    address = at(disclosure, "findings/answer")

    def answer(finding: Finding, kind: str, text: str) -> int:
        posted = {"finding": finding.key, "kind": kind, "text": text}
        return client.post(address, posted).status_code

    client.force_login(clerk())
    assert answer(WARNING, "answer", "会计差错更正") == 302
    assert answer(WARNING, "answer", "无误") == 409
    assert answer(ERROR, "waiver", "财政局已批复") == 403
    client.force_login(reviewer())
    assert answer(ERROR, "waiver", "财政局已批复") == 302
    assert logged() == [
        Logged(
            "answer",
            "lihui",
            SUBJECT,
            [["Y01 年初与上年末不符", "", "会计差错更正"]],
            "会计差错更正",
        ),
        Logged(
            "waive", "wangke", SUBJECT, [["E01 收入合计不符", "", "财政局已批复"]], "财政局已批复"
        ),
    ]


# Who may not, leaves nothing


def test_an_auditor_leaves_nothing(client: Client, disclosure: Disclosure) -> None:
    client.force_login(auditor())
    one = {"unit": "万元", "changes": [{"cell": ABROAD, "text": "5", "base": ""}]}
    text = {"kind": "reason", "figure": "total", "row": "", "text": "项目增加", "base": ""}
    file = {"workbook": SimpleUploadedFile("决算.xlsx", FILE)}
    form = {"bases": json.dumps({ABROAD: ""}), "unit": "元", ABROAD: "5"}
    assert [
        post_json(client, at(disclosure, "tables/three_public/cells"), one).status_code,
        client.post(at(disclosure, "tables/three_public"), form).status_code,
        post_json(client, at(disclosure, "texts/save"), text).status_code,
        client.post(at(disclosure, "upload"), file).status_code,
        client.post(at(disclosure, "roll-forward")).status_code,
        client.post(at(disclosure, "move/submit")).status_code,
        client.post(f"{LIST}{disclosure.pk}/change/", {"level": "unit"}).status_code,
    ] == [403] * 7
    assert (logged(), disclosure.facts.count(), Upload.objects.count()) == ([], 0, 0)


# A disclosure itself


def test_a_new_disclosure(client: Client, disclosure: Disclosure) -> None:
    client.force_login(clerk())
    posted = {
        "unit": str(disclosure.unit_id),
        "year": "2021",
        "kind": "final_accounts",
        "level": "unit",
    }
    assert client.post(f"{LIST}add/", {**posted, "year": "2005"}).status_code == 200
    assert logged() == []
    assert client.post(f"{LIST}add/", posted).status_code == 302
    assert client.post(f"{LIST}add/", posted).status_code == 200
    assert logged() == [Logged("create", "lihui", "甲局2021年度单位决算", [["口径", "", "单位"]])]


def test_the_wording_of_a_draft(client: Client, disclosure: Disclosure) -> None:
    client.force_login(clerk())
    address = f"{LIST}{disclosure.pk}/change/"
    assert client.post(address, {"level": "department"}).status_code == 302
    assert client.post(address, {"level": "county"}).status_code == 200
    assert logged() == []
    assert client.post(address, {"level": "unit"}).status_code == 302
    disclosure.refresh_from_db()
    assert (disclosure.level, str(disclosure.changed_by)) == ("unit", "lihui")
    assert logged() == [
        Logged("properties", "lihui", "甲局2020年度单位决算", [["口径", "部门", "单位"]])
    ]


@pytest.mark.parametrize(
    "now",
    [
        *({"state": state} for state in State if state is not State.DRAFT),
        {"version": 2, "correction": "补正数据"},
    ],
)
def test_the_wording_is_settled_once_it_is_submitted_or_was_published(
    client: Client, disclosure: Disclosure, now: dict[str, Any]
) -> None:
    """It is part of the public address, and every version has the same."""
    Disclosure.objects.update(**now)
    client.force_login(clerk())
    address = f"{LIST}{disclosure.pk}/change/"
    assert "修改口径" not in client.get(at(disclosure, "desk")).content.decode()
    assert client.post(address, {"level": "unit"}).status_code == 403
    assert (Disclosure.objects.get().level, logged()) == ("department", [])


# Units

UNIT = {
    "name": "乙局",
    "slug": "yi",
    "code": "002",
    "region": "某市",
    "jurisdiction": "national",
    "parent": "",
    "nature": "",
    "exempt": "",
}


def test_units(client: Client, disclosure: Disclosure) -> None:
    client.force_login(User.objects.create_superuser("admin"))
    add = "/admin/disclosures/unit/add/"
    assert client.post(add, {**UNIT, "name": "甲局"}).status_code == 200
    assert client.post(add, UNIT).status_code == 302
    unit = Unit.objects.get(name="乙局")
    address = f"/admin/disclosures/unit/{unit.pk}/change/"
    changed = {
        **UNIT,
        "name": "乙中心",
        "parent": str(disclosure.unit_id),
        "nature": "institution",
        "demonstration": "on",
    }
    assert client.post(address, changed).status_code == 302
    assert client.post(address, changed).status_code == 302
    assert client.post(address, {**changed, "slug": "不行"}).status_code == 200
    assert client.post(address, {**changed, "demonstration": ""}).status_code == 302
    assert logged() == [
        Logged(
            "unit",
            "admin",
            "乙局",
            [
                ["单位名称", "", "乙局"],
                ["网址名", "", "yi"],
                ["单位代码", "", "002"],
                ["行政区划", "", "某市"],
                ["公开范本所属地区", "", "national"],
            ],
        ),
        Logged(
            "unit",
            "admin",
            "乙中心",
            [
                ["单位名称", "乙局", "乙中心"],
                ["主管部门", "", "甲局"],
                ["单位性质", "", "事业单位"],
                ["演示数据", "", "是"],
            ],
        ),
        Logged("unit", "admin", "乙中心", [["演示数据", "是", ""]]),
    ]


def test_units_are_not_deleted(client: Client, disclosure: Disclosure) -> None:
    client.force_login(User.objects.create_superuser("admin"))
    unit = Unit.objects.create(name="乙局", slug="yi", region="某市")
    assert (
        client.post(f"/admin/disclosures/unit/{unit.pk}/delete/", {"post": "yes"}).status_code
        == 403
    )
    action = {"action": "delete_selected", "_selected_action": [unit.pk], "post": "yes"}
    client.post("/admin/disclosures/unit/", action)
    assert (Unit.objects.count(), logged()) == (2, [])


def test_a_clerk_changes_no_unit(client: Client, disclosure: Disclosure) -> None:
    client.force_login(clerk())
    address = f"/admin/disclosures/unit/{disclosure.unit_id}/change/"
    assert client.post(address, UNIT).status_code == 403
    assert client.post("/admin/disclosures/unit/add/", UNIT).status_code == 403
    assert logged() == []
    assert Role.objects.get().duty == Duty.CLERK
