"""Fixtures of every test: a data directory of its own, and a browser that stays on this machine.

Each test is sorted by what it touches: ``pure`` where it uses no database, ``browser`` where it
drives Chromium. SQLite runs all of them, PostgreSQL all that are not pure.
"""

import uuid
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings as project
from django.db import connection
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from disclosures.telemetry.counting import SHARED
from tests.browser import OPTIONS, Axe, chromium, violations, watch

DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}

AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Mark what touches no database and what drives the browser, before ``-m`` selects.

    What drives the browser comes last.
    """
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if "browser" in fixtures:
            item.add_marker(pytest.mark.browser)
        if not fixtures & DATABASE_FIXTURES and not item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.pure)
    yield
    # The event loop that Playwright keeps in its thread is in the way of every other one there:
    # once Chromium runs, a process comes to no test that needs its own.
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite in a file of this process, because an in-memory database locks differently."""
    database = project.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["TEST"]["NAME"] = tmp_path_factory.mktemp("database") / "test.sqlite3"


@pytest.fixture(autouse=True)
def data_dir(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The DATA_DIR of this test alone; made by whoever writes to it first."""
    path = tmp_path_factory.getbasetemp() / "data" / uuid.uuid4().hex
    settings.DATA_DIR = path
    return path


@pytest.fixture(autouse=True)
def nothing_counted() -> None:
    """What was counted before is not added to the rows by a request of this test."""
    SHARED.add("nothing", 0)  # what was put back is drained with it
    SHARED.drain()


@pytest.fixture(autouse=True)
def frozen_rows(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test on live tables is cleaned up by deleting all rows: for that the triggers step aside.

    Those tests run after all others, which need the triggers that the migration made.
    """
    marker = request.node.get_closest_marker("django_db")
    fixtures = {"transactional_db", "live_server"} & set(request.fixturenames)
    if not fixtures and not (marker and marker.kwargs.get("transaction")):
        yield
        return
    request.getfixturevalue("transactional_db")
    triggers = import_module("disclosures.migrations.0002_frozen_rows")
    with connection.schema_editor() as editor:
        triggers.up(apps, editor)
    yield
    with connection.schema_editor() as editor:
        triggers.down(apps, editor)


@pytest.fixture
def pages_alone(settings: Settings) -> None:
    """What is published becomes pages, and no further job follows."""
    settings.DISCLOSURES_PUBLISHED = ("disclosures.site.baking.published",)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run of this process."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, for which Django refuses its database.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        chrome = playwright.chromium.launch(executable_path=chromium(), args=list(OPTIONS))
        yield chrome
        chrome.close()


@pytest.fixture
def page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A page kept at ``live_server``; the test fails on any fault ``tests.browser.watch`` sees."""
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
    context.set_default_timeout(10_000)
    faults = watch(context, live_server.url)
    yield context.new_page()
    context.close()
    assert faults == []


@pytest.fixture
def without_scripts(browser: Browser) -> Iterator[Page]:
    """A page of a browser that runs no scripts."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.fixture
def axe() -> Axe:
    """What axe-core finds against WCAG 2.1 AA on a page: one line for each element at fault."""
    return lambda page: violations(page, AXE_RULES)
