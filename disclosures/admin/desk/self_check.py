"""自查表: the inspectors' form, filled in by the document, to be printed and signed."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from disclosures.admin.desk.pages import Page, show, viewable
from disclosures.classification import UnknownCode
from disclosures.deadlines import Standing, due_date, standing_of
from disclosures.document.self_check import Item, self_check
from disclosures.models import Disclosure, Publication, State
from disclosures.pipeline import prepare
from disclosures.standards.loader import UnknownStandard


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """及时性 from the dates, 内容规范性 line by line from the document."""
    disclosure = viewable(request, pk)
    context: dict[str, object] = {"title": "自查表", "timely": _timely(disclosure)}
    current = Publication.objects.current().filter(disclosure=disclosure).first()
    if current:
        context["address"] = request.build_absolute_uri(disclosure.get_absolute_url())
    try:
        context["items"] = self_check(prepare(disclosure).document)
    except (UnknownStandard, UnknownCode) as error:
        context["unprepared"] = str(error)
    return show(request, disclosure, "self_check", context)


def _timely(disclosure: Disclosure) -> Item:
    """Whether it was published in time; as long as the last day is not known, no answer."""
    name = f"及时公开{disclosure.get_level_display()}{disclosure.get_kind_display()}"
    first = disclosure.publications.order_by("version").first()
    day = timezone.localdate(first.published_at) if first else None
    due = due_date(disclosure.approval_date)
    withdrawn = disclosure.state == State.WITHDRAWN
    standing, days = standing_of(due, day, withdrawn, timezone.localdate())
    if disclosure.approval_date is None:
        return Item(name, False, "没有登记批复日期，无法判断")
    published = f"{day:%Y-%m-%d}公开" if day else "尚未公开"
    late = f"，超 {-days} 天" if days is not None and days < 0 else ""
    note = f"批复 {disclosure.approval_date}，最后期限 {due}，{published}{late}"
    return Item(name, standing is Standing.IN_TIME, note)


PAGES = (Page("self-check/", "self_check", page),)
