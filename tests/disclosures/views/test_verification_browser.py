"""Versions and verification in a browser: a code is typed, a file is chosen or dropped."""

import base64
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser import Axe, follow
from tests.disclosures.site.life import TOTAL, Life

DROP = """([content, name]) => {
    const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
    const dropped = new DataTransfer();
    dropped.items.add(new File([bytes], name));
    document.querySelector("[data-verify]").dispatchEvent(
        new DragEvent("drop", { dataTransfer: dropped, bubbles: true, cancelable: true })
    );
}"""


@pytest.fixture
def corrected(life: Life, live_server: LiveServer) -> Life:
    """Two versions of the demonstration, with figures and texts that changed."""
    life.publish()

    def change() -> None:
        life.enter(TOTAL, "2443400.00")
        life.write("organisation", "遂宁市电教教仪站为一级预算单位，无下属单位。")

    life.correct("收入总计和机构设置误填，按批复更正", change)
    return life


def answer(page: Page) -> str:
    return page.locator("#answer").inner_text()


def drop(page: Page, content: bytes, name: str = "文件.pdf") -> None:
    page.evaluate(DROP, [base64.b64encode(content).decode(), name])


def test_a_code_is_typed(page: Page, live_server: LiveServer, corrected: Life) -> None:
    code = corrected.disclosure.publications.get(version=2).code
    page.goto(f"{live_server.url}{corrected.address}")
    follow(page.get_by_role("link", name="校验本文件"))
    assert page.url == f"{live_server.url}/verify/{code}/"
    old = corrected.disclosure.publications.get(version=1).code
    page.get_by_label("校验码印在").fill(f" {old[:8].lower()} {old[8:]} ")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/verify/{old}/")
    assert answer(page) == "已被更正"
    expect(page.get_by_text("与第1版相比，第2版改动了1个数据、1处文字")).to_be_visible()
    page.get_by_label("校验码印在").fill("0000 1111 2222 3333")
    page.keyboard.press("Enter")
    page.wait_for_url("**/verify/0000111122223333/")
    assert answer(page) == "本站没有这个校验码"


def test_a_file_is_dropped_and_stays_in_the_browser(
    page: Page, live_server: LiveServer, corrected: Life
) -> None:
    address = f"{live_server.url}{corrected.address}"
    contents = {
        verdict: page.request.get(f"{address}{name}").body()
        for verdict, name in (("现行版本", "disclosure.pdf"), ("已被更正", "v1/disclosure.pdf"))
    }
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    for verdict, content in (*contents.items(), ("不是本站文件", b"another file")):
        page.goto(f"{live_server.url}/verify/")
        drop(page, content)
        page.wait_for_url("**/verify/?sha256=*")
        assert answer(page) == verdict
    assert set(sent) == {"GET"}


def test_a_file_is_chosen(page: Page, live_server: LiveServer, corrected: Life) -> None:
    content = page.request.get(f"{live_server.url}{corrected.address}disclosure.pdf").body()
    page.goto(f"{live_server.url}/verify/")
    page.get_by_label("PDF、Excel 等文件").set_input_files(
        {"name": "a.pdf", "mimeType": "application/pdf", "buffer": content}
    )
    follow(page.locator("[data-verify] button"))
    page.wait_for_url("**/verify/?sha256=*")
    assert answer(page) == "现行版本"


def test_without_a_secure_context_the_form_sends_the_file(
    page: Page, live_server: LiveServer, corrected: Life
) -> None:
    content = page.request.get(f"{live_server.url}{corrected.address}disclosure.pdf").body()
    page.add_init_script("Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined })")
    page.goto(f"{live_server.url}/verify/")
    expect(page.get_by_text("文件不会上传")).to_be_hidden()
    with page.expect_request(lambda request: request.method == "POST"):
        drop(page, content)
    page.wait_for_selector("#answer")
    assert page.url == f"{live_server.url}/verify/"
    assert answer(page) == "现行版本"


def test_a_file_too_large_is_told_at_once(
    page: Page, live_server: LiveServer, tmp_path: Path
) -> None:
    large = tmp_path / "large.pdf"
    with large.open("wb") as file:
        file.truncate(25 * 1024 * 1024 + 1)
    page.goto(f"{live_server.url}/verify/")
    page.get_by_label("PDF、Excel 等文件").set_input_files(large)
    page.locator("[data-verify] button").click()
    expect(page.get_by_role("alert")).to_have_text("文件超过 25 MB，本站没有公开过这样大的文件。")
    assert page.url == f"{live_server.url}/verify/"


def addresses(life: Life) -> dict[str, str]:
    """One page of every kind."""
    codes = {one.version: one.code for one in life.disclosure.publications.all()}
    return {
        "current": life.address,
        "superseded": f"{life.address}v1/",
        "versions": f"{life.address}versions/",
        "verify": "/verify/",
        "answer current": f"/verify/{codes[2]}/",
        "answer superseded": f"/verify/{codes[1]}/",
        "answer unknown": f"/verify/?sha256={'0' * 64}",
    }


def test_every_page_fits_and_has_no_fault_that_axe_finds(
    page: Page, live_server: LiveServer, corrected: Life, axe: Axe
) -> None:
    faults: list[object] = []

    def look(name: str, address: str) -> None:
        page.goto(f"{live_server.url}{address}")
        faults.extend((name, fault) for fault in axe(page))
        for width in (1440, 768, 390, 360):
            page.set_viewport_size({"width": width, "height": 900})
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide != width:
                faults.append((name, width, wide))

    for name, address in addresses(corrected).items():
        look(name, address)
    corrected.withdraw("含有工作秘密，依法不予公开")
    for name in ("current", "superseded", "versions", "answer current"):
        look(f"withdrawn {name}", addresses(corrected)[name])
    assert faults == []


def test_dark_and_without_a_fault(
    page: Page, live_server: LiveServer, corrected: Life, axe: Axe
) -> None:
    page.emulate_media(color_scheme="dark")
    found = []
    for address in addresses(corrected).values():
        page.goto(f"{live_server.url}{address}")
        found += axe(page)
    assert found == []
