"""Signing in: the password, then the code of whoever has a second factor.

Nobody is signed in between the two: the session only remembers whose password was right, so that
no page has to ask how far a login has come, and a right password does not clear the count of
wrong codes.
"""

from datetime import datetime, timedelta

from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_http_methods

from disclosures.accounts import limits, lockout, second_factor, sessions
from disclosures.accounts.limits import by_address, limited
from disclosures.accounts.pages.frame import show
from disclosures.forms.account import CodeForm

PENDING = "second_factor"
"""The key under which a session keeps whose code is awaited."""

PATIENCE = timedelta(minutes=10)
"""How long it is awaited."""

WRONG = "验证码不对，或者已经用过。请输入手机上现在显示的 6 位数字，或一个没有用过的恢复码。"


class Login(LoginView):
    """The first step."""

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Tries the password, unless too many were tried for that name, from wherever."""
        name = request.POST.get("username", "")
        if wait := limits.spend("account", limits.by_name(name)):
            return limits.refused(request, wait)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        user = form.get_user()
        address = self.get_success_url()
        if second_factor.device_of(user) is None:
            return _finish(self.request, user, address)
        if self.request.user.is_authenticated:
            logout(self.request)
        self.request.session[PENDING] = {
            "user": user.pk,
            "backend": user.backend,
            "hash": user.get_session_auth_hash(),
            "at": timezone.now().isoformat(),
            "next": address,
        }
        return redirect("admin:login_code")


@limited("login", by_address, {"POST"})
@require_http_methods(["GET", "HEAD", "POST"])
def code_page(request: HttpRequest) -> HttpResponse:
    """The second step; a wrong code counts like a wrong password."""
    pending: dict[str, str] = request.session.get(PENDING, {})
    user = _awaited(pending)
    if user is None:
        request.session.pop(PENDING, None)
        return redirect("admin:login")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if lockout.is_locked(request, user.username):
            del request.session[PENDING]
            return lockout.locked_page(request, None, {"username": user.username})
        problem = _try(request, user, form.cleaned_data["code"])
        if not problem:
            return _finish(request, user, pending["next"], pending["backend"])
        form.add_error("code", problem)
    context = {"title": "二次验证", "form": form, "username": user.username}
    return show(request, "code", context, 422 if form.errors else 200)


def _try(request: HttpRequest, user: User, typed: str) -> str:
    """'' for a right code, which is remembered with ``user``; else what is wrong."""
    until = second_factor.waits_until(user)
    if until is not None:
        return f"前面的验证码不对，请等到 {timezone.localtime(until):%H:%M:%S} 再试。"
    device = second_factor.verify(user, typed)
    if device is None:
        lockout.failed(request, user.username)
        return WRONG
    user.otp_device = device  # type: ignore[attr-defined]  # django-otp keeps it in the session
    return ""


def _awaited(pending: dict[str, str]) -> User | None:
    """Whose code is awaited; None when it is too late or the password has changed since."""
    if not pending:
        return None
    user = User.objects.filter(pk=pending["user"], is_active=True, is_staff=True).first()
    in_time = timezone.now() - datetime.fromisoformat(pending["at"]) < PATIENCE
    if user is None or not in_time:
        return None
    same = constant_time_compare(pending["hash"], user.get_session_auth_hash())
    return user if same else None


def _finish(
    request: HttpRequest, user: User, address: str, backend: str | None = None
) -> HttpResponse:
    """Signed in: the session gets a new key and its clock starts."""
    login(request, user, backend)
    request.session.pop(PENDING, None)
    sessions.begin(request)
    sessions.prune()
    limits.prune()
    used = getattr(user, "otp_device", None)
    if used is not None and used.name == second_factor.RECOVERY:
        left = second_factor.recovery_codes_left(user)
        messages.warning(
            request, f"这次用的是恢复码，还剩 {left} 个。手机丢失的，请停用二次验证后重新启用。"
        )
    return HttpResponseRedirect(address)
