"""What is published is what was checked: 预算绩效 that changes meanwhile is noticed too."""

from collections.abc import Callable

import pytest
from pytest_django.fixtures import Settings

from disclosures.document.tree import Document
from disclosures.models import Disclosure, Publication
from disclosures.publication import Refused, correct, publish, rendering
from disclosures.renderers import Format
from performance.models import Indicator, Project
from tests.disclosures.drafts import approved, loaded, publisher

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(settings: Settings) -> Disclosure:
    """The demonstration corrected, its second version about to be published."""
    disclosure = loaded(settings)
    correct(disclosure, publisher(), "补充绩效目标完成情况")
    return approved(disclosure)


def refusal(monkeypatch: pytest.MonkeyPatch, of: Disclosure, change: Callable[[], object]) -> str:
    """What publishing says while ``change`` happens during rendering."""

    def render(document: Document) -> bytes:
        change()
        return b""

    monkeypatch.setattr(rendering, "FORMATS", {"html": Format("网页", "text/html", render)})
    with pytest.raises(Refused) as refused:
        publish(of, publisher("liuyang"))
    assert Publication.objects.count() == 1
    return str(refused.value)


def test_a_project_changed_while_it_is_rendered(
    monkeypatch: pytest.MonkeyPatch, draft: Disclosure
) -> None:
    def change() -> None:
        Project.objects.filter(name="实验操作考试").update(result="改动")

    assert refusal(monkeypatch, draft, change) == (
        "生成文件时数据或文字又有改动，没有公开，请核对后重新公开"
    )


def test_a_finding_that_arises_while_it_is_rendered(
    monkeypatch: pytest.MonkeyPatch, draft: Disclosure
) -> None:
    """The nature is not printed in the form of 2020; with it the words are no number."""

    def change() -> None:
        Indicator.objects.filter(actual="1年2-2次").update(nature="≥")
        Indicator.objects.filter(actual="1年").update(nature="≥")

    assert refusal(monkeypatch, draft, change).startswith("还有 ")
