"""The pages of projects in a browser: fit for 1366 pixels, no fault that axe finds."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from disclosures.models import Disclosure, Duty
from performance.load.preview import keep
from performance.models import Project
from performance.overview import Overview
from tests.browser import Axe, fits, follow, sign_in
from tests.disclosures.drafts import staff
from tests.performance.samples import DAYING
from tests.performance.test_load import workbook


@pytest.fixture
def signed_in(page: Page, live_server: LiveServer) -> Page:
    sign_in(page, staff("clerk", Duty.CLERK), live_server)
    page.set_viewport_size({"width": 1366, "height": 768})
    return page


def test_a_project_is_changed(
    signed_in: Page, live_server: LiveServer, axe: Axe, draft: Disclosure, overview: Overview
) -> None:
    project = Project.objects.get(name="实验操作考试")
    signed_in.goto(f"{live_server.url}/admin/performance/project/{project.pk}/change/")
    expect(signed_in.locator("datalist").first.locator("option")).to_have_count(3)
    assert (fits(signed_in), axe(signed_in)) == (True, [])
    signed_in.locator("#id_indicators-0-actual").fill("44561")
    follow(signed_in.get_by_role("button", name="保存并继续编辑"))
    expect(signed_in.get_by_text("像是日期2021-12-31的序号")).to_be_visible()


def test_the_upload_page(
    signed_in: Page, live_server: LiveServer, axe: Axe, draft: Disclosure
) -> None:
    signed_in.goto(f"{live_server.url}/admin/performance/project/upload/")
    assert (fits(signed_in), axe(signed_in)) == (True, [])


def test_the_preview_of_an_upload_and_the_overview(
    signed_in: Page, live_server: LiveServer, axe: Axe, draft: Disclosure, overview: Overview
) -> None:
    kept = keep(draft, workbook((DAYING, "self_assessment_sichuan_2022")), "自评表.xlsx", None)
    signed_in.goto(f"{live_server.url}/admin/performance/project/upload/{kept.pk}/")
    assert (fits(signed_in), axe(signed_in)) == (True, [])
    follow(signed_in.get_by_role("button", name="确认导入"))
    expect(signed_in.get_by_role("heading", name="预算绩效（3 个项目）")).to_be_visible()
    assert (fits(signed_in), axe(signed_in)) == (True, [])
    follow(signed_in.get_by_role("link", name=DAYING.name, exact=True))
    expect(signed_in.locator("#id_name")).to_have_value(DAYING.name)
