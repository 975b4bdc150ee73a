"""Confirming an upload while somebody else confirms it too, or saves in the grid."""

import io
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import openpyxl
import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from disclosures.intake.entry import Change, Saved, save
from disclosures.intake.typed import Place
from disclosures.models import Disclosure, Fact, Kind, Unit, Upload
from disclosures.pipeline import standard_of
from disclosures.tables import Cell

pytestmark = pytest.mark.django_db(transaction=True)

CELL = Cell("income_expenditure", "general_public_income", "amount")
SUPERSEDED = "预览之后，已有的数据或文件的识别又有改动，没有导入；"
ROUNDS = 4


@pytest.fixture
def disclosure() -> Disclosure:
    unit = Unit.objects.create(
        name="某某区示例中心", slug="example", region="某某区", jurisdiction="national"
    )
    return Disclosure.objects.create(unit=unit, year=2024, kind=Kind.FINAL_ACCOUNTS)


def signed_in(name: str) -> Client:
    user, _ = User.objects.get_or_create(username=name, is_superuser=True, is_staff=True)
    client = Client()
    client.force_login(user)
    return client


def uploaded(client: Client, disclosure: Disclosure, value: int) -> tuple[str, str]:
    """The address of the preview of a file with one figure, and its token."""
    desk = f"/admin/disclosures/disclosure/{disclosure.pk}"
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{desk}/workbook/blank/").content))
    for sheet in book.worksheets[1:]:
        book.remove(sheet)
    book.worksheets[0]["C7"] = value
    stream = io.BytesIO()
    book.save(stream)
    file = SimpleUploadedFile("决算.xlsx", stream.getvalue())
    address = client.post(f"{desk}/upload/", {"workbook": file})["Location"]
    page = client.get(address).content.decode()
    return address, re.findall(r'name="token" value="(\w+)"', page)[0]


def at_once(*tasks: Callable[[], object]) -> list[object]:
    """The results of the tasks, begun in the same moment."""
    barrier = Barrier(len(tasks))

    def run(task: Callable[[], object]) -> object:
        try:
            barrier.wait()
            return task()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(tasks)) as threads:
        return list(threads.map(run, tasks))


def confirming(client: Client, address: str, token: str) -> Callable[[], str]:
    """Confirms, and says where that led: an address, or the preview again."""

    def confirm() -> str:
        response = client.post(address, {"confirm": "1", "token": token})
        if response.status_code == 302:
            return str(response["Location"]).rpartition("/disclosure/")[2].split("/", 1)[1]
        assert response.status_code == 200
        assert SUPERSEDED in response.content.decode()
        return "preview"

    return confirm


def test_two_confirm_the_same_upload(disclosure: Disclosure) -> None:
    clients = [signed_in("lihui"), signed_in("wangke")]
    for value in range(1, ROUNDS + 1):
        address, token = uploaded(clients[0], disclosure, value)
        led = at_once(*(confirming(client, address, token) for client in clients))
        # Whoever comes second finds the upload confirmed, before the lock or behind it.
        assert sorted(map(str, led)) in (["findings/", "preview"], ["findings/", "upload/"])
        upload = Upload.objects.latest("pk")
        assert upload.confirmed_at is not None
        fact = Fact.objects.get(row=CELL.row)
        assert (fact.value, fact.upload) == (Decimal(value * 10_000), upload)
    assert Fact.objects.count() == 1


def test_a_confirmation_meets_a_save_in_the_grid(disclosure: Disclosure) -> None:
    client, other = signed_in("lihui"), User.objects.create_user("other")
    standard = standard_of(disclosure)
    stands: Decimal | None = None
    for turn in range(1, ROUNDS + 1):
        confirmed, typed = Decimal(turn * 10_000), Decimal(turn * 10_000 + 5)
        address, token = uploaded(client, disclosure, turn)
        change = Change(Place(CELL), str(typed), stands)

        def save_it(change: Change = change) -> Saved:
            return save(disclosure, standard, [change], other)

        led, saved = at_once(confirming(client, address, token), save_it)
        assert isinstance(saved, Saved)
        now = Fact.objects.get(row=CELL.row).value
        if led == "findings/":  # the file came first, so that the typed figure is a conflict
            conflict = saved.conflicts[Place(CELL)]
            assert (conflict.theirs, conflict.mine, now) == (confirmed, typed, confirmed)
        else:
            assert (led, saved.conflicts, now) == ("preview", {}, typed)
        stands = now
        total = Fact.objects.filter(row="income_total").first()
        assert total is None or total.value == now
