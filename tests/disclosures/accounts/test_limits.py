"""Rate limits: how often, how long to wait, apart for everybody, exact under concurrency."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django.asserts import assertNumQueries
from pytest_django.fixtures import Settings

from config.settings import Rate
from disclosures.accounts import limits
from disclosures.accounts.limits import by_address, by_name, limited, spend
from disclosures.models import RateLimit
from tests.disclosures.accounts.conftest import Clock

ONE = "address:192.0.2.1"


@pytest.fixture(autouse=True)
def small(settings: Settings) -> None:
    """Three in a minute."""
    settings.RATE_LIMITS = {name: Rate(3, 60) for name in settings.RATE_LIMITS}


@pytest.mark.django_db
def test_the_fourth_waits_until_one_is_free(clock: Clock) -> None:
    assert [spend("export", ONE) for _ in range(5)] == [0, 0, 0, 20, 20]
    clock.move(seconds=19.5)
    assert spend("export", ONE) == 1
    clock.move(seconds=0.5)
    assert [spend("export", ONE) for _ in range(2)] == [0, 20]
    clock.move(minutes=5)
    assert [spend("export", ONE) for _ in range(4)] == [0, 0, 0, 20]


@pytest.mark.django_db
def test_others_and_other_limits_are_apart(clock: Clock) -> None:
    for _ in range(4):
        spend("export", ONE)
    assert spend("export", "address:192.0.2.2") == 0
    assert spend("search", ONE) == 0
    limits.forget("export", ONE)
    assert spend("export", ONE) == 0


@pytest.mark.django_db
def test_a_period_that_does_not_divide_evenly_still_allows_all(
    clock: Clock, settings: Settings
) -> None:
    settings.RATE_LIMITS = {"export": Rate(7, 1)}
    assert [spend("export", ONE) > 0 for _ in range(8)] == [False] * 7 + [True]


@pytest.mark.django_db
def test_what_means_nothing_any_more_is_deleted(clock: Clock) -> None:
    spend("export", ONE)
    clock.move(seconds=15)
    spend("export", "address:192.0.2.2")
    clock.move(seconds=10)
    limits.prune()
    assert [row.spender for row in RateLimit.objects.all()] == ["export:address:192.0.2.2"]


@pytest.mark.django_db
def test_one_statement_a_request(clock: Clock) -> None:
    with assertNumQueries(1):
        spend("export", ONE)


def test_a_name_is_the_same_in_either_case_and_any_length() -> None:
    assert by_name("LiHui") == by_name("lihui")
    assert len(f"account:{by_name('长' * 10_000)}") <= 100


@pytest.mark.django_db(transaction=True)
def test_threads_share_one_count(settings: Settings) -> None:
    settings.RATE_LIMITS = {"export": Rate(20, 3600)}

    def work(number: int) -> list[int]:
        try:
            return [spend("export", ONE) for _ in range(10)]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        waits = [wait for waits in threads.map(work, range(4)) for wait in waits]
    assert (waits.count(0), len(waits)) == (20, 40)


@limited("export")
def exported(request: HttpRequest) -> HttpResponse:
    return HttpResponse("a file")


@limited("upload", by_address, {"POST"})
def uploaded(request: HttpRequest) -> HttpResponse:
    return HttpResponse("taken")


@pytest.mark.django_db
def test_a_refusal_says_how_long(clock: Clock, settings: Settings) -> None:
    settings.ADMIN_CONTACT = "国库科（电话 2333）"
    settings.RATE_LIMITS = {"export": Rate(1, 150)}
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    assert exported(request).content == b"a file"
    response = exported(request)
    assert (response.status_code, response["Retry-After"]) == (429, "150")
    page = response.content.decode()
    assert "<h1>请稍后再试</h1>" in page
    assert "请在 3 分钟后再试；正常使用遇到这一页的，请告诉国库科（电话 2333）。" in page


@pytest.mark.django_db
def test_users_behind_one_address_are_apart(clock: Clock) -> None:
    for name in ("lihui", "wangke"):
        request = RequestFactory().get("/")
        request.user = User.objects.create_user(name)
        assert [exported(request).status_code for _ in range(4)] == [200, 200, 200, 429]


@pytest.mark.django_db
def test_only_the_methods_named_are_counted(clock: Clock) -> None:
    get, post = RequestFactory().get("/"), RequestFactory().post("/")
    assert [uploaded(post).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert uploaded(get).status_code == 200


@pytest.mark.django_db
def test_public_pages_are_limited_by_address_and_set_no_cookie(
    clock: Clock, client: Client
) -> None:
    answers = [client.get("/") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [answer.has_header("Vary") or bool(answer.cookies) for answer in answers] == [False] * 4
    assert client.get("/", REMOTE_ADDR="192.0.2.9").status_code == 200
