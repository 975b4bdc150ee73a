"""What an administrator does with one account, each on a page that asks once more."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from disclosures.accounts import history, links, lockout, second_factor
from disclosures.accounts.administrators import is_administrator
from disclosures.accounts.pages.frame import show, user_of

LINK = "account_link"
"""The key under which a session keeps for whom a link is shown next, once."""


@dataclass(frozen=True)
class Step:
    """``explain`` says what will happen; ``do`` makes it so and returns what is then shown."""

    name: str
    label: Callable[[User], str]
    explain: Callable[[User], str]
    applies: Callable[[User], bool]
    do: Callable[[HttpRequest, User], HttpResponse]
    may_be_own: bool = False

    def is_offered(self, request: HttpRequest, user: User) -> bool:
        """Whether it can be done to ``user`` now; most of it not to oneself."""
        return self.applies(user) and (self.may_be_own or user != request.user)

    def page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Asks, and on POST does it and notes it in the history of the account."""
        user = account(request, pk)
        if not self.is_offered(request, user):
            messages.info(request, f"“{user}”现在不需要或不能办理这一项，没有改动。")
            return redirect("admin:auth_user_change", pk)
        if request.method != "POST":
            context = {
                "title": f"{self.label(user)}：{user}",
                "account": user,
                "label": self.label(user),
                "explanation": self.explain(user),
            }
            return show(request, "confirm", context)
        with transaction.atomic():
            label, before = self.label(user), history.standing(user.username)
            response = self.do(request, user)
            note(request, user, label, before)
        return response


def account(request: HttpRequest, pk: int) -> User:
    """The user, for an administrator. Raises Http404 and PermissionDenied."""
    if not is_administrator(request.user):
        raise PermissionDenied
    return get_object_or_404(User, pk=pk)


def note(request: HttpRequest, user: User, what: str, before: history.Standing) -> None:
    """Keep in the log, and in the history of the account, that the administrator did this.

    Has to run in the transaction of what was done.
    """
    by = user_of(request)
    LogEntry.objects.log_actions(by.pk, [user], CHANGE, change_message=what, single_object=True)
    history.note(what, user.username, by, before)


def show_once(request: HttpRequest, user: User) -> HttpResponse:
    """Lead to the page that shows a link for ``user``."""
    request.session[LINK] = user.pk
    return redirect("admin:account_link", user.pk)


def link_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The link, once; mailed as well where the site sends mail and the address is known."""
    user = account(request, pk)
    if request.session.get(LINK) != pk:
        messages.info(request, "链接只显示一次。没有记下的，请重新生成。")
        return redirect("admin:auth_user_change", pk)
    del request.session[LINK]
    address = links.link(request, user)
    context: dict[str, object] = {"title": f"设置密码的链接：{user}", "account": user}
    context |= {"address": address, "days": links.DAYS}
    context["until"] = timezone.now() + timedelta(days=links.DAYS)
    if links.can_mail(user):
        try:
            links.mail(user, address)
            context["mailed"] = True
        except links.NotSent as problem:
            context["problem"] = str(problem)
    return show(request, "link", context)


def _new_link(request: HttpRequest, user: User) -> HttpResponse:
    links.take_password(user)
    return show_once(request, user)


def _reopen(request: HttpRequest, user: User) -> HttpResponse:
    user.is_active = True
    user.save(update_fields=["is_active"])
    return _new_link(request, user)


def _close(request: HttpRequest, user: User) -> HttpResponse:
    user.is_active = False
    user.save(update_fields=["is_active"])
    messages.success(request, f"已停用“{user}”，已经登录的也立即退出。")
    return redirect("admin:auth_user_change", user.pk)


def _reset(request: HttpRequest, user: User) -> HttpResponse:
    second_factor.remove(user)
    messages.success(request, f"已重置“{user}”的二次验证，下次登录只需密码。")
    return redirect("admin:auth_user_change", user.pk)


def _unlock(request: HttpRequest, user: User) -> HttpResponse:
    lockout.lift(user.username)
    messages.success(request, f"已解除“{user}”的登录锁定。")
    return redirect("admin:auth_user_change", user.pk)


def _is_locked(user: User) -> bool:
    return bool(lockout.locks(user.username)) or second_factor.waits_until(user) is not None


def _link_label(user: User) -> str:
    return "重新发邀请" if links.state_of(user) is links.State.INVITED else "重置密码"


STEPS = (
    Step(
        "password",
        _link_label,
        lambda user: (
            f"将生成一个 {links.DAYS} 天内有效的一次性链接，由“{user}”自己设置密码。"
            "现在的密码和以前的链接立即作废，已经登录的也立即退出。"
        ),
        lambda user: user.is_active,
        _new_link,
    ),
    Step(
        "second-factor",
        lambda user: "重置二次验证",
        lambda user: (
            f"“{user}”的手机验证器和恢复码将作废，下次登录只需密码；本站要求二次验证的，"
            "登录后须重新启用。请先确认提出要求的是本人。"
        ),
        lambda user: second_factor.device_of(user) is not None,
        _reset,
    ),
    Step(
        "unlock",
        lambda user: "解除登录锁定",
        lambda user: f"“{user}”马上可以再登录，以前登录失败的次数不再计算。",
        _is_locked,
        _unlock,
        may_be_own=True,
    ),
    Step(
        "close",
        lambda user: "停用账户",
        lambda user: (
            f"“{user}”不能再登录，已经登录的也立即退出；办理过的事项和记录保留。以后可以重新启用。"
        ),
        lambda user: user.is_active,
        _close,
    ),
    Step(
        "reopen",
        lambda user: "重新启用",
        lambda user: f"“{user}”可以再登录；原来的密码作废，将生成一个链接，由本人设置新密码。",
        lambda user: not user.is_active,
        _reopen,
    ),
)
"""In the order in which the page of a user offers them."""
