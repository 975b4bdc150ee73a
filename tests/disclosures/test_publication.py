"""Publishing: once, whole, and never with an error left."""

import hashlib

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from disclosures import publication
from disclosures.document.tree import Document
from disclosures.facts import FactSheet
from disclosures.models import (
    Disclosure,
    Event,
    Fact,
    Prose,
    Publication,
    PublishedFact,
    PublishedFile,
    State,
)
from disclosures.narrative.scope import Texts
from disclosures.publication import rendering
from disclosures.renderers import Format
from disclosures.store import read
from tests.disclosures.drafts import approved, draft, loaded, publisher

pytestmark = pytest.mark.django_db


def test_the_demonstration_is_published_once_with_all_its_files(settings: Settings) -> None:
    disclosure = loaded(settings)
    again = loaded(settings)
    assert disclosure == again
    assert Disclosure.objects.get().state == State.PUBLISHED
    published = Publication.objects.get()
    assert (published.version, published.title) == (1, "遂宁市电教教仪站2020年度部门决算")
    files = PublishedFile.objects.order_by("format")
    assert [file.format for file in files] == [
        *("csv", "html", "json", "pack", "pdf", "standard", "text", "xlsx")
    ]
    for file in files:
        content = read(file)
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (file.sha256, file.size)


def test_publishing_twice_returns_the_same_version(settings: Settings) -> None:
    disclosure = loaded(settings)
    first, user = Publication.objects.get(), publisher()
    with CaptureQueriesContext(connection) as queries:
        assert publication.publish(disclosure, user) == first
    assert [query["sql"] for query in queries if "INSERT" in query["sql"]] == []


@pytest.fixture
def ready(demonstration_sheet: FactSheet, demonstration_texts: Texts) -> Disclosure:
    """The demonstration without its 预算绩效, approved."""
    return approved(draft(demonstration_sheet, demonstration_texts))


def test_an_error_blocks_publication_and_stores_nothing(ready: Disclosure) -> None:
    Fact.objects.filter(
        year=2020, table="income_expenditure", row="income_total", column="amount"
    ).update(value="2443400.00")
    with pytest.raises(publication.Refused) as refusal:
        publication.publish(ready, publisher())
    assert str(refusal.value) == (
        "还有 2 处错误，不能公开。第一处：收入支出决算总表“总计”金额应等于各项之和："
        "填报 244.34万元，应为 244.24万元，差 0.10万元"
    )
    assert nothing_published() and Disclosure.objects.get().state == State.APPROVED


def nothing_published() -> bool:
    models = (Publication, PublishedFile, PublishedFact, Event)
    return not any(model._default_manager.exists() for model in models)


def test_a_change_while_it_is_rendered_is_noticed(
    monkeypatch: pytest.MonkeyPatch, ready: Disclosure
) -> None:
    def render(document: Document) -> bytes:
        Prose.objects.filter(name="duties").update(text="改动")
        return b""

    changing = Format("网页", "text/html", render)
    monkeypatch.setattr(rendering, "FORMATS", {"html": changing})
    with pytest.raises(publication.Refused) as refusal:
        publication.publish(ready, publisher())
    assert str(refusal.value) == "生成文件时数据或文字又有改动，没有公开，请核对后重新公开"
    assert nothing_published() and Disclosure.objects.get().state == State.APPROVED
