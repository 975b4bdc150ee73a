"""Batches in a browser: publishing from the ledger with a pause, one alone, a ZIP of workbooks."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from disclosures import jobs
from disclosures.document.tree import Document
from disclosures.facts import FactSheet
from disclosures.models import BulkUpload, Disclosure, Job, Kind, Publication, State, Unit
from disclosures.narrative.scope import Texts
from disclosures.publication import rendering
from disclosures.renderers import FORMATS, Format
from disclosures.standards.model import Standard
from tests.browser import SIZES, Axe, fits, follow, sign_in
from tests.disclosures.bulk_files import bulk_workbook
from tests.disclosures.drafts import clerk, of_unit, publisher, reviewer
from tests.disclosures.intake import hostile

ROUND = "?year=2020&kind=final_accounts"


@pytest.fixture(autouse=True)
def formats(monkeypatch: pytest.MonkeyPatch, pages_alone: None) -> None:
    """The page as it is, and a file that takes no time."""

    def render(document: Document) -> bytes:
        return f"%PDF-1.7 {document.title}".encode()

    made = {"html": FORMATS["html"], "pdf": Format("PDF", "application/pdf", render)}
    monkeypatch.setattr(rendering, "FORMATS", made)


@pytest.fixture
def approved(
    transactional_db: None, demonstration_sheet: FactSheet, demonstration_texts: Texts
) -> list[Disclosure]:
    """Of three units; in the third a total is wrong."""
    made = [of_unit(demonstration_sheet, demonstration_texts, f"{name}站") for name in "甲乙丙"]
    Disclosure.objects.update(state=State.APPROVED)
    made[2].facts.filter(table="income_expenditure", row="income_total").update(value="1.00")
    return made


def looks_right(page: Page, axe: Axe) -> None:
    """It fits on a wide and on a narrow screen, and axe finds nothing."""
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert (fits(page), axe(page)) == (True, [])
    page.set_viewport_size({"width": SIZES[0][0], "height": SIZES[0][1]})


def test_a_batch_is_published_with_a_pause(
    page: Page, live_server: LiveServer, axe: Axe, approved: list[Disclosure]
) -> None:
    sign_in(page, publisher(), live_server)
    page.goto(f"{live_server.url}/admin/disclosures/disclosure/ledger/{ROUND}")
    page.get_by_label("状态").select_option(label="已审核")
    follow(page.get_by_role("button", name="查看"))
    page.get_by_label("选择本页全部").check()
    expect(page.get_by_label("选择甲站部门")).to_be_checked()
    looks_right(page, axe)
    follow(page.get_by_role("button", name="批量公开"))
    expect(page.get_by_text("共选择 3 份：已审核 3 份。")).to_be_visible()
    looks_right(page, axe)
    follow(page.get_by_role("button", name="确认批量公开"))
    expect(page.get_by_role("heading", name="批量公开：2020年度决算")).to_be_visible()
    expect(page.get_by_text("进度自动更新。")).to_be_visible()

    first, second, wrong = (Job.objects.get(label=f"{name}站2020年度部门决算") for name in "甲乙丙")
    jobs.run(first.pk)
    expect(page.locator(f"#job-{first.pk} .outcome")).to_have_text("已公开第 1 版")
    follow(page.get_by_role("button", name="暂停"))
    expect(page.locator("#batch-head .next")).to_contain_text("已暂停")
    assert jobs.run_waiting() == 0
    assert Publication.objects.count() == 1
    looks_right(page, axe)
    follow(page.get_by_role("button", name="继续"))
    jobs.run_waiting()
    expect(page.locator("#batch-head .next")).to_have_text(
        "已办完，有 1 项失败；原因见下表，解决后可以重试。"
    )
    expect(page.locator(f"#job-{wrong.pk} .outcome")).to_contain_text("处错误，不能公开。第一处：")
    follow(page.get_by_role("link", name="办理报告（可打印）"))
    expect(page.get_by_role("heading", name="批量公开：2020年度决算：办理报告")).to_be_visible()
    lines = page.locator("tbody tr")
    expect(lines).to_have_count(3)
    expect(lines.filter(has_text="甲站")).to_contain_text("已公开第 1 版")
    expect(lines.filter(has_text="丙站")).to_contain_text("处错误，不能公开。")
    looks_right(page, axe)
    labels = {one.label for one in (first, second)}
    assert {str(one.disclosure) for one in Publication.objects.all()} == labels


def test_one_is_published_from_its_desk(
    page: Page, live_server: LiveServer, axe: Axe, approved: list[Disclosure]
) -> None:
    sign_in(page, publisher(), live_server)
    disclosure = approved[0]
    desk = f"{live_server.url}/admin/disclosures/disclosure/{disclosure.pk}/desk/"
    page.goto(desk)
    follow(page.get_by_role("button", name="公开", exact=True))
    expect(page.locator("#publishing")).to_contain_text("等待中")
    expect(page.get_by_text("进度自动更新。")).to_be_visible()
    expect(page.get_by_role("button", name="公开", exact=True)).to_have_count(0)
    looks_right(page, axe)
    jobs.run_waiting()
    expect(page.get_by_text("现行版本：第 1 版")).to_be_visible()
    follow(page.get_by_role("link", name="第 1 版"))
    expect(page).to_have_url(f"{live_server.url}{disclosure.get_absolute_url()}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("甲站")


def test_without_scripts(
    without_scripts: Page, live_server: LiveServer, approved: list[Disclosure]
) -> None:
    page = without_scripts
    sign_in(page, publisher(), live_server)
    base = f"{live_server.url}/admin/disclosures/disclosure/"
    page.goto(f"{base}{approved[0].pk}/desk/")
    follow(page.get_by_role("button", name="公开", exact=True))
    expect(page.locator("#publishing")).to_contain_text("等待中")
    expect(page.get_by_text("需要最新进度时，请刷新页面。")).to_be_visible()
    jobs.run_waiting()
    page.reload()
    expect(page.get_by_text("现行版本：第 1 版")).to_be_visible()
    page.goto(f"{base}ledger/{ROUND}&state=approved")
    expect(page.get_by_label("选择本页全部")).to_be_hidden()
    page.get_by_label("选择列出的全部 2 份").check()
    follow(page.get_by_role("button", name="批量公开"))
    follow(page.get_by_role("button", name="确认批量公开"))
    expect(page.get_by_role("heading", name="批量公开：2020年度决算")).to_be_visible()
    assert Job.objects.filter(batch__isnull=False).count() == 2


def test_approvals_from_the_ledger(
    page: Page, live_server: LiveServer, axe: Axe, approved: list[Disclosure]
) -> None:
    Disclosure.objects.update(state=State.SUBMITTED)
    sign_in(page, reviewer(), live_server)
    page.goto(f"{live_server.url}/admin/disclosures/disclosure/ledger/{ROUND}")
    page.get_by_label("选择甲站部门").check()
    follow(page.get_by_role("button", name="批量审核"))
    looks_right(page, axe)
    follow(page.get_by_role("button", name="确认批量审核"))
    jobs.run_waiting()
    expect(page.locator("tbody .outcome")).to_have_text(
        "还没有保密审查，不能审核通过；请先登记保密审查意见"
    )


@pytest.fixture
def files(
    transactional_db: None, tmp_path: Path, sichuan: Standard, demonstration_sheet: FactSheet
) -> Path:
    """A ZIP: one workbook with two units, one of which has no draft, and what is no workbook."""
    units = (("001", "甲单位"), ("002", "乙单位"))
    for code, name in units:
        unit = Unit.objects.create(
            name=name, slug=f"unit-{code}", code=code, region="示例市", jurisdiction="sichuan"
        )
        if code == "001":
            Disclosure.objects.create(unit=unit, year=2020, kind=Kind.FINAL_ACCOUNTS)
    workbook = bulk_workbook(sichuan, demonstration_sheet, units)
    path = tmp_path / "各单位.zip"
    path.write_bytes(hostile.pack({"汇总.xlsx": workbook, "说明.docx": b"x"}))
    return path


def test_a_zip_from_upload_to_report(
    page: Page, live_server: LiveServer, axe: Axe, files: Path
) -> None:
    sign_in(page, clerk(), live_server)
    page.goto(f"{live_server.url}/admin/disclosures/disclosure/ledger/{ROUND}")
    follow(page.get_by_role("link", name="批量导入数据"))
    looks_right(page, axe)
    page.get_by_label("文件（.xlsx、.xls、.csv 或 .zip）").set_input_files(files)
    follow(page.get_by_role("button", name="上传并预览"))
    expect(page.locator("#reading")).to_contain_text("等待中")
    looks_right(page, axe)
    jobs.run_waiting()
    expect(page.get_by_role("heading", name="可以导入的（1）")).to_be_visible()
    expect(page.get_by_role("heading", name="不能导入的（2）")).to_be_visible()
    expect(page.get_by_text("“乙单位”没有2020年度的决算")).to_be_visible()
    looks_right(page, axe)
    follow(page.get_by_role("link", name="甲单位的明细"))
    expect(page.get_by_text("将新增 124 个数据")).to_be_visible()
    looks_right(page, axe)
    page.go_back()
    follow(page.get_by_role("button", name="确认导入"))
    jobs.run_waiting()
    expect(page.locator("#batch-head .next")).to_have_text("已全部办完。")
    expect(page.locator("tbody .outcome")).to_contain_text("新增 124 个数据")
    follow(page.get_by_role("link", name="甲单位2020年度部门决算"))
    expect(page.get_by_text("已导入：新增 124 个数据")).to_be_visible()
    assert BulkUpload.objects.get().batch is not None


def test_the_printed_ledger(
    page: Page, live_server: LiveServer, axe: Axe, approved: list[Disclosure]
) -> None:
    sign_in(page, publisher(), live_server)
    page.goto(f"{live_server.url}/admin/disclosures/disclosure/ledger/{ROUND}")
    follow(page.get_by_role("link", name="打印"))
    expect(page.get_by_text("共 3 份，截至")).to_be_visible()
    looks_right(page, axe)
