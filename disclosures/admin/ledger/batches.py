"""批量审核, 批量公开: the chosen lines become a batch of background jobs, after one more question.

What the rules do not allow is no matter of this page: each refusal is a line of the batch's report.
"""

from collections import Counter
from dataclasses import dataclass
from typing import cast

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from disclosures.admin.ledger.selection import Selection
from disclosures.deadlines import Line
from disclosures.jobs import Enqueued
from disclosures.models import Disclosure, State
from disclosures.permissions import Act, may_somewhere
from disclosures.publication import NotPermitted, Refused
from disclosures.tasks.moves import APPROVE, PUBLISH, together

NOT_MADE = "还没有建立材料"

FEW = 5
"""Names that a message lists."""


@dataclass(frozen=True)
class Together:
    """What can be done with many disclosures; ``ready`` is the state in which it is done at all."""

    task: str
    act: Act
    ready: State
    name: str
    warning: str

    def ask_or_begin(
        self, request: HttpRequest, chosen: Selection, lines: list[Line]
    ) -> HttpResponse:
        """Asks once more what was pressed by mistake, and on the answer begins."""
        user = cast(User, request.user)
        if not may_somewhere(user, self.act):
            raise NotPermitted(f"您没有“{self.act.label}”权限，请找管理员开通")
        made = [line.disclosure for line in lines if line.disclosure]
        if not made:
            raise Refused("所选的单位都还没有建立材料")
        if "confirmed" not in request.POST:
            return self._ask(request, chosen, lines, made)
        title = f"{self.name}：{chosen.year}年度{chosen.kind.label}"
        if missing := [str(line.unit) for line in lines if line.disclosure is None]:
            messages.warning(request, f"{_few(missing)}{NOT_MADE}，没有列入。")
        return _lead(request, together(self.task, title, made, user))

    def _ask(
        self, request: HttpRequest, chosen: Selection, lines: list[Line], made: list[Disclosure]
    ) -> HttpResponse:
        counted = Counter(one.state for one in made)
        context = {
            **admin.site.each_context(request),
            "title": f"{self.name}：{chosen.year}年度{chosen.kind.label}",
            "opts": Disclosure._meta,
            "together": self,
            "lines": lines,
            "ready": counted[self.ready],
            "others": [
                (state.label, counted[state])
                for state in State
                if counted[state] and state != self.ready
            ],
            "not_made": len(lines) - len(made),
            "query": request.GET.urlencode(),
        }
        return render(request, "admin/ledger/confirm.html", context)


def _lead(request: HttpRequest, begun: Enqueued) -> HttpResponse:
    """To the page of the batch; where others are at all of it already, to that of theirs."""
    if begun.already:
        names = _few([str(job) for job in begun.already])
        messages.warning(request, f"{names}已在等待或正在办理，没有重复发起。")
    if begun.batch is None:
        return HttpResponseRedirect(reverse("admin:disclosures_job_changelist"))
    messages.success(request, "已开始办理，可以离开本页。")
    return HttpResponseRedirect(reverse("admin:job_batch", args=(begun.batch.pk,)))


def _few(names: list[str]) -> str:
    """The first of ``names``, and how many they are where some are left out."""
    more = f"等 {len(names)} 份" if len(names) > FEW else ""
    return "、".join(names[:FEW]) + more


TOGETHER = {
    "approve": Together(
        APPROVE,
        Act.APPROVE,
        State.SUBMITTED,
        "批量审核",
        "审核通过是对每一份材料的结论：请先逐份看过内容、检查结果和保密审查意见。"
        "自己录入或报审的、还有问题的，不会通过，报告里写明原因。",
    ),
    "publish": Together(
        PUBLISH,
        Act.PUBLISH,
        State.APPROVED,
        "批量公开",
        "公开后任何人都能看到，公开的版本不能再改动。没有审核通过的不会公开，报告里写明原因。",
    ),
}
"""By the name of the action of the ledger."""
