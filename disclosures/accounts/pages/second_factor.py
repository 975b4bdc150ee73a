"""One's own second factor: where it stands, enrolling, new recovery codes, giving it up."""

from base64 import b32encode
from collections.abc import Callable
from functools import wraps

import django_otp
import segno
from django.contrib import admin, messages
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_otp.plugins.otp_totp.models import TOTPDevice

from disclosures.accounts import history, lockout, second_factor
from disclosures.accounts.limits import by_address, limited
from disclosures.accounts.pages.frame import show, user_of
from disclosures.forms.account import CodeForm, ProofForm

WRONG = "验证码不对。请核对手机的时间是否自动校准，再输入现在显示的 6 位数字。"

View = Callable[[HttpRequest], HttpResponse]


def own(view: View) -> View:
    """``view`` for whoever is inside, or would be but for a second factor of their own."""

    @wraps(view)
    def inner(request: HttpRequest) -> HttpResponse:
        if admin.site.has_permission(request) or second_factor.to_enrol(request):
            return view(request)
        return redirect_to_login(request.get_full_path(), reverse("admin:login"))

    return inner


@require_GET
@own
def overview(request: HttpRequest) -> HttpResponse:
    """Whether there is one, and what can be done."""
    return _overview(request, ProofForm())


@limited("login", by_address, {"POST"})
@require_http_methods(["GET", "HEAD", "POST"])
@own
def enrol(request: HttpRequest) -> HttpResponse:
    """The QR code and, once its code is entered, the recovery codes: shown this once."""
    user = user_of(request)
    if second_factor.device_of(user):
        return redirect("admin:second_factor")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            before = history.standing(user.username)
            device = second_factor.confirm(user, form.cleaned_data["code"])
            if device is not None:
                history.note("启用二次验证", user.username, user, before)
        if device is not None:
            request.session.cycle_key()
            django_otp.login(request, device)
            return _recovery(request, "二次验证已启用")
        until = second_factor.waits_until(user)
        wait = f"请等到 {timezone.localtime(until):%H:%M:%S} 再试。" if until else ""
        form.add_error("code", f"{WRONG}{wait}")
    unconfirmed = second_factor.begin(user)
    context = {
        "title": "启用二次验证",
        "form": form,
        "picture": _picture(unconfirmed),
        "secret": _secret(unconfirmed),
        "next": _next(request),
        "required": second_factor.is_required(),
    }
    return show(request, "enrol", context, 422 if form.errors else 200)


@limited("login", by_address, {"POST"})
@require_POST
@own
def renew_codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes in the place of the old ones."""
    refused = _unproven(request)
    return refused or _recovery(request, "新的恢复码")


@limited("login", by_address, {"POST"})
@require_POST
@own
def remove(request: HttpRequest) -> HttpResponse:
    """Gives it up; where everybody needs one, the way to a new one."""
    refused = _unproven(request)
    if refused:
        return refused
    user = user_of(request)
    with transaction.atomic():
        before = history.standing(user.username)
        second_factor.remove(user)
        history.note("停用二次验证", user.username, user, before)
    if second_factor.is_required():
        messages.success(request, "原来的验证器已停用，请启用新的。")
        return redirect("admin:second_factor_enrol")
    messages.success(request, "二次验证已停用，以后登录只需密码。")
    return redirect("admin:second_factor")


def _unproven(request: HttpRequest) -> HttpResponse | None:
    """The page again, unless password and code are right; wrong ones count as at the login."""
    user = user_of(request)
    form = ProofForm(request.POST)
    if not form.is_valid():
        return _overview(request, form, 422)
    if lockout.is_locked(request, user.username):
        return lockout.locked_page(request, None, {"username": user.username})
    if not user.check_password(form.cleaned_data["password"]):
        form.add_error("password", "密码不对。")
    elif second_factor.verify(user, form.cleaned_data["code"]) is None:
        form.add_error("code", "验证码不对，或者已经用过；请等手机显示下一个。")
    else:
        return None
    lockout.failed(request, user.username)
    return _overview(request, form, 422)


def _overview(request: HttpRequest, form: ProofForm, status: int = 200) -> HttpResponse:
    user = user_of(request)
    context = {
        "title": "二次验证",
        "form": form,
        "device": second_factor.device_of(user),
        "codes_left": second_factor.recovery_codes_left(user),
        "required": second_factor.is_required(),
    }
    return show(request, "second_factor", context, status)


def _recovery(request: HttpRequest, title: str) -> HttpResponse:
    codes = second_factor.new_recovery_codes(user_of(request))
    return show(request, "recovery", {"title": title, "codes": codes, "next": _next(request)})


def _picture(device: TOTPDevice) -> str:
    """The QR code as a data: address, which needs no request and no inline markup."""
    code = segno.make(device.config_url, micro=False, error="m")
    return code.svg_data_uri(scale=5, border=4, light="white")


def _secret(device: TOTPDevice) -> str:
    """The key in groups of four letters, for typing it in."""
    key = b32encode(device.bin_key).decode()
    return " ".join(key[at : at + 4] for at in range(0, len(key), 4))


def _next(request: HttpRequest) -> str:
    """Where the user was going, if that is a page of this site."""
    address = request.POST.get("next") or request.GET.get("next", "")
    hosts = {request.get_host()}
    good = url_has_allowed_host_and_scheme(address, hosts, require_https=request.is_secure())
    return address if good else reverse("admin:index")
