"""The API: exact answers for a small world, and whatever is asked, an answer as it is described."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import schemathesis
from django.conf import settings as project
from django.core.serializers.json import DjangoJSONEncoder
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from pytest_django.fixtures import Settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from config.settings import Rate
from disclosures.models import (
    Disclosure,
    Kind,
    Nature,
    Publication,
    PublishedFact,
    Unit,
    Withdrawal,
)
from disclosures.views.api import schemas
from tests.disclosures import drafts
from tests.disclosures.site.life import TOTAL, Life

HOME = "/api/v1/"
OPERATIONS = (
    "/api/v1/units",
    "/api/v1/units/{slug}",
    "/api/v1/disclosures",
    "/api/v1/disclosures/{unit}/{year}/{level}/{kind}",
    "/api/v1/publications/{code}",
    "/api/v1/facts",
)


def get(client: Client, path: str, status: int = 200) -> Any:
    response = client.get(f"{HOME}{path}")
    assert response.status_code == status
    assert response["Content-Type"] == "application/json; charset=utf-8"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in response
    return response.json()


@pytest.fixture
def slug(life: Life) -> str:
    return life.disclosure.unit.slug


def item(life: Life, publication: Publication) -> dict[str, Any]:
    unit = life.disclosure.unit
    return {
        "unit": unit.slug,
        "unit_name": "遂宁市电教教仪站",
        "region": unit.region,
        "year": 2020,
        "kind": "final_accounts",
        "level": "department",
        "title": "遂宁市电教教仪站2020年度部门决算",
        "version": publication.version,
        "code": publication.code,
        "published_at": DjangoJSONEncoder().default(publication.published_at),
        "demonstration": False,
        "url": f"{project.SITE_URL}{life.address}",
    }


def test_nothing_is_told_of_a_draft(client: Client, life: Life, slug: str) -> None:
    assert get(client, "units") == {"count": 0, "items": []}
    assert get(client, "disclosures") == {"count": 0, "items": []}
    assert get(client, f"facts?unit={slug}") == {"items": [], "next": None}
    assert get(client, f"units/{slug}", 404) == {"detail": "没有这个单位，或者它没有公开的材料"}
    assert get(client, f"disclosures/{slug}/2020/department/final_accounts", 404) == {
        "detail": "没有公开过这份材料"
    }


def test_units_and_documents(client: Client, life: Life, slug: str) -> None:
    first = life.publish()
    unit = {
        "slug": slug,
        "name": "遂宁市电教教仪站",
        "region": life.disclosure.unit.region,
        "nature": Nature.INSTITUTION.label,
        "department": None,
    }
    assert get(client, "units") == {"count": 1, "items": [unit]}
    assert get(client, f"units/{slug}") == unit
    above = Unit.objects.create(name="某某局", slug="some-bureau", exempt="整体涉密")
    Unit.objects.filter(slug=slug).update(parent=above)
    assert get(client, f"units/{slug}") == unit
    Unit.objects.filter(pk=above.pk).update(exempt="")
    assert get(client, f"units/{slug}") == {**unit, "department": "some-bureau"}
    assert get(client, "units?region=别的地方") == {"count": 0, "items": []}
    listed = {"count": 1, "items": [item(life, first)]}
    for query in ("", "?year=2020", "?kind=final_accounts&level=department", f"?unit={slug}"):
        assert get(client, f"disclosures{query}") == listed
    for query in ("?year=2021", "?kind=budget", "?level=unit", "?unit=another"):
        assert get(client, f"disclosures{query}") == {"count": 0, "items": []}
    assert get(client, "disclosures?offset=1") == {"count": 1, "items": []}


def test_versions_of_a_corrected_and_withdrawn_document(
    client: Client, life: Life, slug: str
) -> None:
    life.publish()
    life.correct("总计误填", lambda: life.enter(TOTAL, "2442500.00"))
    path = f"disclosures/{slug}/2020/department/final_accounts"
    versions = get(client, path)["versions"]
    assert [
        (one["version"], one["status"], one["reason"], [file["format"] for file in one["files"]])
        for one in versions
    ] == [
        (1, "已被更正", "", ["html", "pdf", "json", "pack"]),
        (2, "现行版本", "总计误填", ["html", "pdf", "json", "pack"]),
    ]
    file = versions[1]["files"][1]
    assert file["url"] == f"{project.SITE_URL}{life.address}v2/disclosure.pdf"
    content = client.get(file["url"].removeprefix(project.SITE_URL)).content
    assert len(content) == file["size"]
    assert get(client, f"publications/{versions[0]['code']}") == versions[0]
    life.withdraw("含有工作秘密，依法不予公开")
    assert [
        (one["status"], one["ground"], one["reason"], one["files"])
        for one in get(client, path)["versions"]
    ] == [("已撤回", "含有工作秘密，依法不予公开", "", [])] * 2
    assert get(client, "disclosures") == {"count": 0, "items": []}
    assert get(client, "units") == {"count": 0, "items": []}
    for query in (f"unit={slug}", "year=2020&kind=final_accounts", f"code={versions[1]['code']}"):
        assert get(client, f"facts?{query}") == {"items": [], "next": None}


def test_figures_are_exact_and_those_in_force(client: Client, life: Life, slug: str) -> None:
    first = life.publish()
    second = life.correct("总计误填", lambda: life.enter(TOTAL, "2442500.00"))
    query = f"unit={slug}&table=income_expenditure&row=income_total&column=amount"
    (now, before) = sorted(
        get(client, f"facts?{query}")["items"], key=lambda one: one["year"], reverse=True
    )
    assert now == {
        "code": second.code,
        "unit": slug,
        "kind": "final_accounts",
        "level": "department",
        "document_year": 2020,
        "year": 2020,
        "table": "income_expenditure",
        "row": "income_total",
        "column": "amount",
        "value": "2442500.00",
        "rounded": now["rounded"],
    }
    assert before["year"] == 2019
    cell = query.partition("&")[2]
    for named in ("year=2020&kind=final_accounts", f"code={second.code}"):
        assert get(client, f"facts?{named}&{cell}")["items"] == [now, before]
    for named in ("year=2020&kind=budget", f"code={first.code}", "unit=another"):
        assert get(client, f"facts?{named}&{cell}")["items"] == []


@pytest.fixture
def several(db: None) -> list[Publication]:
    """Three published documents of a year and kind, the second one without figures."""
    made = []
    for number, figures in enumerate((5, 0, 3)):
        unit = Unit.objects.create(name=f"某某局{number}", slug=f"bureau-{number}", region="某市")
        of = Disclosure.objects.create(unit=unit, year=2024, kind=Kind.BUDGET)
        made.append(drafts.published(of))
        PublishedFact.objects.bulk_create(
            PublishedFact(publication=made[-1], year=2024, table="t", row=f"{row}", value=row)
            for row in range(figures)
        )
    return made


def parts(client: Client, query: str) -> list[list[str]]:
    """The rows that each answer tells, read on to the end."""
    part = get(client, f"facts?{query}")
    found = [[f"{one['unit']} {one['row']}" for one in part["items"]]]
    while part["next"] is not None:
        part = get(client, f"facts?{query}&after={part['next']}")
        found.append([f"{one['unit']} {one['row']}" for one in part["items"]])
    return found


ROUND = "year=2024&kind=budget"

FIVE, THREE = [f"bureau-0 {row}" for row in range(5)], [f"bureau-2 {row}" for row in range(3)]


@pytest.mark.usefixtures("several")
def test_a_long_list_is_read_in_parts(client: Client) -> None:
    assert parts(client, f"{ROUND}") == [FIVE + THREE]
    assert parts(client, f"{ROUND}&limit=2") == [
        *(FIVE[:2], FIVE[2:4], [FIVE[4], THREE[0]], THREE[1:]),
    ]
    assert parts(client, f"{ROUND}&limit=5") == [FIVE, THREE]
    assert parts(client, "unit=bureau-2&limit=2") == [THREE[:2], THREE[2:]]
    assert parts(client, "unit=bureau-1&limit=2") == [[]]


@pytest.mark.usefixtures("several")
def test_an_answer_looks_at_so_many_documents(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schemas, "AT_ONCE", 1)
    assert parts(client, ROUND) == [FIVE, [], THREE]
    assert parts(client, f"{ROUND}&limit=2") == [
        *(FIVE[:2], FIVE[2:4], FIVE[4:], [], THREE[:2], THREE[2:])
    ]
    assert parts(client, f"{ROUND}&row=4") == [["bureau-0 4"], [], []]


def test_what_is_withdrawn_while_it_is_read_is_passed_over(
    client: Client, several: list[Publication]
) -> None:
    part = get(client, f"facts?{ROUND}&limit=2")
    first = several[0]
    Withdrawal.objects.create(
        publication=first, reason="有误", at=first.published_at, by=first.published_by
    )
    rest = get(client, f"facts?{ROUND}&limit=5&after={part['next']}")
    assert ([one["row"] for one in rest["items"]], rest["next"]) == (["0", "1", "2"], None)


@pytest.mark.parametrize(
    "query", ["", "?row=zzz", "?year=2024", "?kind=budget&level=unit", "?after=5&table=matters"]
)
def test_figures_of_all_documents_are_not_asked_for(client: Client, db: None, query: str) -> None:
    assert get(client, f"facts{query}", 422) == {
        "detail": "请指明要哪些材料的数据：unit（单位），或 code（校验码），"
        "或 year（年度）和 kind（预算或决算）"
    }


def test_the_description_says_what_is_asked_of_the_figures(client: Client, db: None) -> None:
    described = client.get(f"{HOME}openapi.json").json()["paths"]["/api/v1/facts"]["get"]
    assert described["description"] == (
        "请指明要哪些材料的数据：unit（单位），或 code（校验码），"
        "或 year（年度）和 kind（预算或决算）。"
        "一次最多查看 100 份材料，返回的可能少于 limit，也可能没有；"
        "next 不为空就还有，用 after 接着取。"
    )


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("facts?limit=1001", "limit"),
        ("facts?after=-1", "after"),
        (f"facts?after={2**63}", "after"),
        ("facts?row=%00", "row"),
        ("facts?year=x&kind=z", "kind、year"),
        ("disclosures?year=99999999999999999999", "year"),
        ("disclosures?offset=1000001", "offset"),
        ("units?region=%00", "region"),
        ("units/a%00b", "slug"),
    ],
)
def test_a_bad_value_is_told(client: Client, db: None, query: str, names: str) -> None:
    detail = f"参数的值不对：{names}；可用的值见 openapi.json"
    assert get(client, query, 422) == {"detail": detail}


def test_an_unknown_code(client: Client, db: None) -> None:
    for path in ("publications/0123456789abcdef", "facts?code=0123456789abcdef"):
        assert get(client, path, 404) == {"detail": "本站没有这个校验码"}


def test_it_is_only_read(client: Client, db: None) -> None:
    for method in ("post", "put", "patch", "delete"):
        assert getattr(client, method)(f"{HOME}units").status_code == 405


def test_too_much_is_refused_in_json(client: Client, db: None, settings: Settings) -> None:
    settings.RATE_LIMITS = {"search": Rate(1, 600)}
    get(client, "units")
    refused = client.get(f"{HOME}units")
    assert (refused.status_code, refused["Retry-After"]) == (429, "600")
    assert refused.json() == {"detail": "请求太多，请在 600 秒后再试"}


def test_every_operation_is_named(client: Client, db: None) -> None:
    described = client.get(f"{HOME}openapi.json").json()
    assert sorted(described["paths"]) == sorted(OPERATIONS)
    assert {method for path in described["paths"].values() for method in path} == {"get"}


@pytest.fixture
def one_connection() -> Iterator[None]:
    """A request leaves the connection of the test open, as those of Django's client do."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("one_connection")
@pytest.mark.parametrize("path", OPERATIONS)
def test_whatever_is_asked_the_answer_is_as_described(
    life: Life, settings: Settings, path: str
) -> None:
    settings.RATE_LIMITS = {"search": Rate(100_000, 600)}
    life.publish()
    unit = Disclosure.objects.get().unit
    unit.slug = "a"
    unit.save()
    schema = schemathesis.openapi.from_wsgi(f"{HOME}openapi.json", get_wsgi_application())

    @given(case=schema[path]["GET"].as_strategy())
    @hypothesis_settings(
        max_examples=25,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def asked(case: Any) -> None:
        # OpenAPI has no words for one of several parameters: their description says it.
        unnamed = path == f"{HOME}facts" and not _names_documents(case.query or {})
        answer = case.call_and_validate(
            excluded_checks=[positive_data_acceptance] if unnamed else []
        )
        assert not unnamed or answer.status_code == 422

    asked()


def _names_documents(query: Mapping[str, Any]) -> bool:
    return bool({"unit", "code"} & {*query}) or {"year", "kind"} <= {*query}
