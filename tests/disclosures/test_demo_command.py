"""Tests of ``manage.py demo``: again it does no harm, damaged it stores nothing."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from io import StringIO
from pathlib import Path

import openpyxl
import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.http import HttpRequest
from pytest_django.fixtures import Settings

from disclosures.checks.finding import Severity
from disclosures.demonstration import TEXTS
from disclosures.events import breaks
from disclosures.models import (
    Disclosure,
    Event,
    Explanation,
    Fact,
    Kind,
    Prose,
    Publication,
    Role,
    Unit,
    Upload,
)
from disclosures.models.fact import sheet_of
from disclosures.pipeline import prepare
from disclosures.publication import correct, withdraw
from disclosures.related import related
from disclosures.tables import Cell

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "tests" / "data" / "suining-dianjiao-2020"
WORKBOOK = "final-accounts-2020.xlsx"
DOCUMENTS = (
    "遂宁市电教教仪站2020年度部门预算",
    "遂宁市电教教仪站2020年度部门决算",
    "遂宁市电教教仪站2021年度部门预算",
)
ADDRESSES = (
    "/suining-dianjiao/2020/department_budget/",
    "/suining-dianjiao/2020/department_final_accounts/",
    "/suining-dianjiao/2021/department_budget/",
)
LOADED = "".join(
    f"演示材料：{name}，地址 {address}\n"
    for name, address in zip(DOCUMENTS, ADDRESSES, strict=True)
)
MODELS = (Unit, Disclosure, Fact, Upload, Explanation, Prose, Publication, User, Role, Event)
LOGINS = {
    "demo": "管理员",
    "demo-luru": "录入",
    "demo-shenhe": "审核",
    "demo-gongkai": "公开",
    "demo-shenji": "查阅（审计）",
}

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    output = StringIO()
    call_command("demo", *arguments, stdout=output)
    return output.getvalue()


def refusal(*arguments: str) -> str:
    with pytest.raises(CommandError) as caught:
        run(*arguments)
    return str(caught.value)


def keys() -> list[list[int]]:
    """The primary keys of everything the demonstration makes."""
    return [
        list(model._default_manager.order_by("pk").values_list("pk", flat=True)) for model in MODELS
    ]


def passwords(output: str) -> dict[str, str]:
    """The passwords that were printed by name; nothing else was."""
    line = re.compile(r"演示登录：用户名 (.+)，口令 ([\w-]+)（(.+)，本次启动新生成）")
    found = [line.fullmatch(one) for one in output.splitlines()]
    logins = [one.groups() for one in found if one]
    assert [one is None for one in found] == [False] * len(LOGINS)
    assert {name: who for name, _, who in logins} == LOGINS
    return {name: secret for name, secret, _ in logins}


def signed_in(username: str, password: str) -> object:
    """The user these belong to; failures are counted by request."""
    return authenticate(HttpRequest(), username=username, password=password)


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    """A copy of the final accounts of the demonstration, to be damaged; a budget goes before."""
    copies: list[Path] = []
    for original in settings.DISCLOSURES_DEMONSTRATION_DIRS:
        copies.append(tmp_path / original.name)
        shutil.copytree(original, copies[-1])
    settings.DISCLOSURES_DEMONSTRATION_DIRS = tuple(copies)
    return tmp_path / FOLDER.name


@pytest.fixture
def without_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Publishes without any file, because rendering every format takes long."""
    monkeypatch.setattr("disclosures.publication.rendering.FORMATS", {})


def with_cell(folder: Path, sheet: str, cell: str, value: str | float) -> None:
    """Writes one cell of the workbook."""
    book = openpyxl.load_workbook(folder / WORKBOOK, data_only=True)
    book[sheet][cell] = value
    book.save(folder / WORKBOOK)


# The material


def test_the_demonstration_is_loaded_and_published() -> None:
    assert run() == LOADED
    unit = Unit.objects.get()
    assert (unit.slug, unit.demonstration) == ("suining-dianjiao", True)
    assert [str(one) for one in Disclosure.objects.order_by("pk")] == list(DOCUMENTS)
    assert Publication.objects.count() == 3
    assert [
        (one.username, one.is_staff, one.is_superuser, one.has_usable_password())
        for one in User.objects.order_by("pk")
    ] == [(name, True, False, False) for name in LOGINS if name != "demo"]
    assert [(str(role.user), str(role)) for role in Role.objects.order_by("pk")] == [
        (name, f"{duty}：遂宁市电教教仪站") for name, duty in LOGINS.items() if name != "demo"
    ]


@pytest.mark.usefixtures("without_files")
def test_again_changes_nothing() -> None:
    run()
    before = keys()
    assert run() == LOADED
    assert keys() == before


@pytest.mark.usefixtures("without_files")
def test_a_file_that_is_no_workbook(folder: Path) -> None:
    (folder / WORKBOOK).write_bytes((folder / WORKBOOK).read_bytes()[:-2000])
    assert refusal() == (
        "演示材料没有载入。\n文件已损坏，或不是标准的 .xlsx 工作簿；"
        "请用 Excel 或 WPS 打开，另存为“Excel 工作簿（*.xlsx）”后重新上传"
    )
    assert keys() == [[]] * len(MODELS)


@pytest.mark.usefixtures("without_files")
def test_a_workbook_that_does_not_fit(folder: Path) -> None:
    with_cell(folder, "公开02表 收入决算表", "C7", "暂无")
    assert refusal() == (
        "演示材料没有载入。\n工作表“公开02表 收入决算表”C7：这里应为数字，填的是“暂无”"
    )
    assert keys() == [[]] * len(MODELS)


@pytest.mark.usefixtures("without_files")
def test_figures_that_do_not_add_up(folder: Path) -> None:
    with_cell(folder, "公开02表 收入决算表", "C7", 1228.97)
    assert refusal() == (
        "演示材料没有载入。\n还不能报审：有 2 处错误没有改正（"
        "E06 收入决算表“合计”本年收入合计应等于各项之和：填报 1228.97万元，应为 228.97万元，"
        "差 1000.00万元；E20 收入支出决算总表的本年收入合计应等于收入决算表的合计："
        "填报 228.97万元，应为 1228.97万元，差 1000.00万元）"
    )
    assert keys() == [[]] * len(MODELS)


@pytest.mark.usefixtures("without_files")
def test_a_file_that_is_missing_or_broken(folder: Path) -> None:
    (folder / TEXTS).write_text("[unit\n", "utf-8")
    assert refusal().startswith("演示材料没有载入。unit.toml 的格式不对：")
    (folder / TEXTS).write_bytes(b"\xff\xfe")
    assert refusal().startswith("演示材料没有载入。unit.toml 的格式不对：")
    (folder / TEXTS).unlink()
    assert refusal() == f"演示材料没有载入。无法读写文件 {folder / TEXTS}"
    shutil.copy(FOLDER / TEXTS, folder)
    (folder / WORKBOOK).unlink()
    assert refusal() == f"演示材料没有载入。无法读写文件 {folder / WORKBOOK}"
    assert keys() == [[]] * len(MODELS)


@pytest.mark.parametrize(
    ("name", "slug"), [("遂宁市电教教仪站", "dianjiao"), ("某某站", "suining-dianjiao")]
)
def test_a_real_unit_is_left_alone(name: str, slug: str) -> None:
    Unit.objects.create(name=name, slug=slug, region="四川省遂宁市")
    before = keys()
    assert refusal() == (
        f"已有单位“{name}”（网址名 {slug}），它不是演示单位，没有改动；演示材料没有载入"
    )
    assert keys() == before
    assert not Unit.objects.get().demonstration


@pytest.mark.usefixtures("without_files")
@pytest.mark.parametrize("move", [correct, withdraw])
def test_what_became_of_it_since_is_left_alone(
    move: Callable[[Disclosure, User, str], object],
) -> None:
    run()
    disclosure = Disclosure.objects.get(kind=Kind.FINAL_ACCOUNTS)
    move(disclosure, User.objects.get(username="demo-gongkai"), "演示更正和撤回")
    before = (disclosure.state, keys())
    assert run() == LOADED
    disclosure.refresh_from_db()
    assert (disclosure.state, keys()) == before


@pytest.mark.usefixtures("without_files")
def test_all_that_is_loaded_is_in_the_log() -> None:
    run()
    assert [
        (one.get_action_display(), one.by_name, one.subject)
        for one in Event.objects.order_by("number")
    ] == [
        ("改动单位", "", "遂宁市电教教仪站"),
        *(("改动权限", "", name) for name in LOGINS if name != "demo"),
        *(
            (action, by, document)
            for document in DOCUMENTS
            for action, by in (
                ("建立", "demo-luru"),
                ("导入文件", "demo-luru"),
                *[("改动数据", "demo-luru")] * (2 if "决算" in document else 0),
                ("改动文字", "demo-luru"),
                ("改动绩效", ""),
                ("报审", "demo-luru"),
                ("保密审查", "demo-shenhe"),
                ("审核通过", "demo-shenhe"),
                ("公开", "demo-gongkai"),
            )
        ),
    ]
    assert list(breaks()) == []


@pytest.mark.usefixtures("without_files")
def test_the_documents_take_figures_from_each_other() -> None:
    run()
    budget, accounts, following = Disclosure.objects.order_by("pk")
    sheet, before = sheet_of(accounts), sheet_of(budget)
    taken = [cell for cell, fact in sheet.facts.items() if fact.source.kind == "publication"]
    items = [cell.row for cell in taken if cell.table == "item_budget" and len(cell.row) == 7]
    assert sorted(items) == [
        "2050102",
        "2050199",
        "2050803",
        "2080502",
        "2080505",
        "2101102",
        "2210201",
    ]
    for row in items:
        began = before.value(Cell("general_public", row, "total")) or 0
        assert sheet.value(Cell("item_budget", row, "initial")) == began
    assert sheet.value(Cell("item_budget", "2080502", "initial")) == 0
    assert sheet.value(Cell("item_budget", "total", "initial")) == Decimal("3399700")
    assert sheet.value(Cell("item_budget", "total", "revised")) == Decimal("2345300")
    next_year = sheet_of(following)
    assert next_year.prior is not None
    for cell, fact in next_year.prior.facts.items():
        assert before.value(cell) == fact.value
    closing = sheet.value(Cell("appropriation", "closing_balance", "total"))
    assert next_year.value(Cell("appropriation", "opening_balance", "amount")) == closing
    assert [[one.called for one in related(document)] for document in (budget, accounts)] == [
        ["同年度决算", "下年度预算"],
        ["同年度预算", "下年度预算"],
    ]
    for document in (budget, accounts, following):
        found = prepare(document).findings
        assert [one.message for one in found if one.severity is not Severity.NOTE] == []


# The login


@pytest.mark.usefixtures("without_files")
def test_each_login_has_a_new_password() -> None:
    first = passwords(run("--login"))
    for name, secret in first.items():
        user = signed_in(name, secret)
        assert isinstance(user, User)
        assert (user.is_staff, user.is_superuser) == (True, name == "demo")
    second = passwords(run("--login"))
    for name, secret in second.items():
        assert len(secret) >= 16
        assert signed_in(name, secret) == User.objects.get(username=name)
        assert signed_in(name, first[name]) is None
    assert len({*first.values(), *second.values()}) == 10
    assert User.objects.count() == 5


@pytest.mark.usefixtures("without_files")
def test_a_login_works_after_the_account_was_closed() -> None:
    run("--login")
    User.objects.update(is_active=False, is_staff=False)
    for name, secret in passwords(run("--login")).items():
        user = signed_in(name, secret)
        assert isinstance(user, User)
        assert user.is_staff


@pytest.mark.usefixtures("without_files")
@pytest.mark.parametrize("name", LOGINS)
def test_a_real_account_of_that_name_is_left_alone(name: str) -> None:
    user = User.objects.create_user(name, email="me@example.gov.cn", password="自己的口令")
    assert refusal("--login") == (
        f"已有名为“{name}”的账户，它不是演示账户，没有改动；请先在后台给它改名"
    )
    user.refresh_from_db()
    assert user.check_password("自己的口令")
    assert (user.is_staff, user.is_superuser) == (False, False)


@pytest.mark.usefixtures("without_files")
def test_without_a_login_no_account_is_touched() -> None:
    user = User.objects.create_user("demo", password="自己的口令")
    assert run() == LOADED
    user.refresh_from_db()
    assert user.check_password("自己的口令")


# The database


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("sqlite:///{}", "数据库还没有建好，或不是最新；请先运行 python manage.py migrate"),
        (
            "postgres://nobody@/nothing?host={}",
            "连不上数据库；请检查 DATABASE_URL，并确认数据库已经启动",
        ),
    ],
)
@pytest.mark.parametrize(
    "arguments",
    [["demo", "--login"], ["export", "x", "2020", "final_accounts", "--format=pdf", "--output=x"]],
)
def test_a_database_that_is_not_ready(
    tmp_path: Path, address: str, sentence: str, arguments: list[str]
) -> None:
    database = address.format(tmp_path / "new.sqlite3")
    settings = {"DATABASE_URL": database, "DEBUG": "true", "PATH": os.defpath}
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=settings,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"CommandError: {sentence}\n")
