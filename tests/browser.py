"""Chromium for the tests: where it is, how it is started, and what it reports about a page."""

import os
import shutil
from collections.abc import Callable, Sequence

from axe_playwright_python import sync_playwright as axe_core
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, Response
from pytest_django.live_server_helper import LiveServer

Axe = Callable[[Page], list[str]]
"""What the fixture ``axe`` gives: the faults of a page, one line each."""

NAMES = ("chromium", "chromium-browser", "google-chrome")

OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--no-first-run",
    # A redirect to another place passes Playwright's routes, but finds no address.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)

SIZES = ((1440, 900), (390, 844))
"""Width and height of the screens a page is looked at on: a desk, and a phone."""

PARTS_OF_A_PAGE = {"stylesheet", "script", "image", "font"}


def chromium() -> str:
    """The Chromium of this machine: the variable CHROMIUM, else the first found on PATH."""
    for name in (os.environ.get("CHROMIUM", ""), *NAMES):
        if found := shutil.which(name):
            return found
    raise FileNotFoundError("没有找到 Chromium；请安装软件包 chromium，或用环境变量 CHROMIUM 指明")


def watch(context: BrowserContext, home: str) -> list[str]:
    """Keep ``context`` at the site ``home``; return the list to which its faults will be added.

    Faults are script errors, console errors (a breach of the content security policy is one),
    parts of a page that do not load, and requests to any other place, which are aborted.
    """
    faults: list[str] = []

    def is_elsewhere(address: str) -> bool:
        return not address.startswith((f"{home}/", "data:", "blob:", "about:"))

    def on_request(request: Request) -> None:
        if is_elsewhere(request.url):
            faults.append(f"request to another place: {request.url}")

    def on_console(message: ConsoleMessage) -> None:
        # A test may open a page that answers 403 or 404; parts of a page are watched below.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            faults.append(f"console: {message.text}")

    def on_response(response: Response) -> None:
        if response.status >= 400 and response.request.resource_type in PARTS_OF_A_PAGE:
            faults.append(f"{response.status} for {response.url}")

    context.route(is_elsewhere, lambda route: route.abort())
    context.on("request", on_request)
    context.on("console", on_console)
    context.on("response", on_response)
    context.on("weberror", lambda error: faults.append(f"script: {error.error}"))
    return faults


def sign_in(page: Page, user: User, server: LiveServer) -> None:
    """Make the browser that of ``user``, without the form."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    page.context.clear_cookies()
    page.context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": server.url}]
    )


def follow(target: Locator) -> None:
    """Press Enter on what leads to another page, and wait until that page is loaded.

    A page that is still loading takes the focus away when it comes to the place its address names:
    the next key would go nowhere.
    """
    target.page.wait_for_load_state("load")
    with target.page.expect_navigation():
        target.press("Enter")


def fits(page: Page) -> bool:
    """Whether the page need not be scrolled sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def paste(field: Locator, text: str) -> None:
    """As the browser does for Ctrl+V."""
    field.evaluate(
        """(field, text) => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            const options = { clipboardData: data, bubbles: true, cancelable: true };
            field.dispatchEvent(new ClipboardEvent("paste", options));
        }""",
        text,
    )


def violations(page: Page, rules: Sequence[str]) -> list[str]:
    """What axe-core finds against ``rules`` on a page: one line for each element at fault."""
    # Where a style sheet imports another, axe's own preloading puts inline styles in the page;
    # only an experimental rule needs it.
    options = {"runOnly": list(rules), "preload": False}
    found = axe_core.Axe().run(page, options=options).response["violations"]
    return [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]]


def until(element: Locator, condition: str) -> None:
    """Waits, at most ten seconds, until the script ``condition`` about ``element`` is true.

    Playwright's own ``wait_for_function`` evaluates text in the page, which the content security
    policy forbids as soon as it has to wait.
    """
    element.evaluate(
        f"""element => new Promise((done, fail) => {{
            const end = Date.now() + 10000;
            const look = () => {{
                if ({condition}) done();
                else if (Date.now() > end) fail(new Error("never true"));
                else requestAnimationFrame(look);
            }};
            look();
        }})"""
    )
