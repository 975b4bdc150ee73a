"""What is done with the chosen lines of the ledger, one by one: what fails fails alone."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from disclosures.admin.ledger import batches
from disclosures.admin.ledger.page import show
from disclosures.admin.ledger.selection import Selection, selection
from disclosures.classification import UnknownCode
from disclosures.deadlines import Line
from disclosures.events import record_created
from disclosures.models import Disclosure
from disclosures.permissions import Act, units_for
from disclosures.pipeline import standard_of
from disclosures.publication import NotPermitted, Refused, register_approval
from disclosures.standards.loader import UnknownStandard

Refusals = (Refused, UnknownStandard, UnknownCode)


@require_POST
def act(request: HttpRequest, action: str) -> HttpResponse:
    """Does ``action`` with every chosen line and says of each that it did not do why."""
    if action not in ACTIONS:
        raise Http404
    chosen = selection(request.GET)
    lines = list(_chosen(request, chosen))
    if not lines:
        return show(request, "没有选择任何单位；请先在表中勾选", 409)
    try:
        return ACTIONS[action](request, chosen, lines)
    except Refused as refusal:
        return show(request, str(refusal), 403 if isinstance(refusal, NotPermitted) else 409)


def _chosen(request: HttpRequest, chosen: Selection) -> Iterator[Line]:
    """The lines that were ticked; with ``every`` all that the ledger shows, on whatever page."""
    wanted = set(request.POST.getlist("line"))
    user, today = cast(User, request.user), timezone.localdate()
    if "every" in request.POST:
        yield from chosen.lines(user, today)
        return
    for line in chosen.all_lines(user, today):
        if f"{line.unit.pk}:{line.level}" in wanted:
            yield line


def _create(request: HttpRequest, chosen: Selection, lines: list[Line]) -> HttpResponse:
    """建立材料 for the units that have none."""
    user, made, refusals = cast(User, request.user), 0, []
    own = set(units_for(user, Act.CREATE).values_list("pk", flat=True))
    for line in lines:
        new = Disclosure(unit=line.unit, year=chosen.year, kind=chosen.kind, level=line.level)
        if line.disclosure or line.unit.pk not in own:
            why = "已经建立" if line.disclosure else "您没有建立材料的权限"
            refusals.append(f"{new}：{why}")
            continue
        try:
            with transaction.atomic():
                standard_of(new)
                new.save()
                record_created(new, user)
            made += 1
        except Refusals as error:
            refusals.append(f"{new}：{error}")
        except IntegrityError:
            refusals.append(f"{new}：已经建立")
    return _back(request, f"已建立 {made} 份材料" if made else "", refusals)


def _register(request: HttpRequest, chosen: Selection, lines: list[Line]) -> HttpResponse:
    """登记批复 of one day and number for all of them."""
    day = _day(request.POST.get("day", ""))
    number = request.POST.get("number", "")
    user, done, refusals = cast(User, request.user), 0, []
    for line in lines:
        if line.disclosure is None:
            refusals.append(f"{line.unit}：{batches.NOT_MADE}")
            continue
        try:
            register_approval(line.disclosure, day, number, user, timezone.localdate())
            done += 1
        except Refusals as error:
            refusals.append(f"{line.disclosure}：{error}")
    return _back(request, f"已登记 {done} 份材料的批复" if done else "", refusals)


def _back(request: HttpRequest, done: str, refusals: list[str]) -> HttpResponse:
    """To the ledger, with what was done and why the rest was not."""
    if done:
        messages.success(request, done)
    for sentence in refusals:
        messages.warning(request, sentence)
    return HttpResponseRedirect(f"{reverse('admin:ledger')}?{request.GET.urlencode()}")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refused(f"批复日期“{text}”不对，应为年-月-日，如 2021-08-20") from error


ACTIONS: dict[str, Callable[[HttpRequest, Selection, list[Line]], HttpResponse]] = {
    "create": _create,
    "register": _register,
    **{name: one.ask_or_begin for name, one in batches.TOGETHER.items()},
}
