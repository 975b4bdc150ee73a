"""二次验证: a code from an authenticator (TOTP), and recovery codes for when the phone is lost.

The recovery codes are stored as keyed hashes: whoever reads the database cannot use them.
"""

import unicodedata
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

NAME = "手机验证器"
RECOVERY = "恢复码"

RECOVERY_CODES = 10


def is_required() -> bool:
    """Whether everybody must have one."""
    return bool(settings.SECOND_FACTOR == "required")


def device_of(user: User) -> TOTPDevice | None:
    """The authenticator that the user has confirmed."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def passed(request: HttpRequest) -> bool:
    """Whether the session of a signed-in user has given all that is asked of it."""
    user = request.user
    if getattr(user, "otp_device", None) is not None:  # OTPMiddleware looked it up
        return True
    return not is_required() and not TOTPDevice.objects.filter(user=user, confirmed=True).exists()


def to_enrol(request: HttpRequest) -> bool:
    """Whether the user is signed in and lacks nothing but an authenticator of their own."""
    user = request.user
    return isinstance(user, User) and user.is_active and user.is_staff and device_of(user) is None


def begin(user: User) -> TOTPDevice:
    """The authenticator to be confirmed: the same one until it is."""
    return _unconfirmed(user) or TOTPDevice.objects.create(user=user, name=NAME, confirmed=False)


def confirm(user: User, typed: str) -> TOTPDevice | None:
    """The authenticator, in force from now on if ``typed`` is its code; None if it is not."""
    with transaction.atomic():
        device = _unconfirmed(user, for_update=True)
        if device is None or not device.verify_token(_plain(typed)):
            return None
        device.confirmed = True
        device.save(update_fields=["confirmed"])
        return device


def verify(user: User, typed: str) -> Device | None:
    """What accepted ``typed``, an authenticator's code or a recovery code; each works once."""
    code = _plain(typed)
    with transaction.atomic():
        if code.isdecimal() and len(code) == 6:
            device, token = TOTPDevice.objects.select_for_update(), code
        else:
            device, token = StaticDevice.objects.select_for_update(), _hash(user, code)
        found = device.filter(user=user, confirmed=True).first()
        return found if found and found.verify_token(token) else None


def waits_until(user: User) -> datetime | None:
    """Until when no code is looked at: after wrong ones 1, 2, 4, 8 … seconds."""
    moments = []
    for device in _devices(user):
        allowed, reason = device.verify_is_allowed()
        if not allowed:
            moments.append(reason["locked_until"])
    return max(moments, default=None)


def forget_failures(user: User) -> None:
    """Look at the next code at once."""
    for device in _devices(user):
        device.throttle_reset()


def new_recovery_codes(user: User) -> list[str]:
    """Ten codes in the place of those there were; nobody can read them later."""
    codes = [StaticToken.random_token() for _ in range(RECOVERY_CODES)]
    with transaction.atomic():
        device = StaticDevice.objects.filter(user=user).first()
        device = device or StaticDevice.objects.create(user=user, name=RECOVERY)
        device.token_set.all().delete()
        StaticToken.objects.bulk_create(
            StaticToken(device=device, token=_hash(user, code)) for code in codes
        )
    return [f"{code[:4]}-{code[4:]}" for code in codes]


def recovery_codes_left(user: User) -> int:
    """How many have not been used."""
    left: int = StaticToken.objects.filter(device__user=user).count()
    return left


def remove(user: User) -> bool:
    """Take the second factor from the user; whether there was one."""
    had = device_of(user) is not None
    with transaction.atomic():
        TOTPDevice.objects.filter(user=user).delete()
        StaticDevice.objects.filter(user=user).delete()
    return had


def _unconfirmed(user: User, *, for_update: bool = False) -> TOTPDevice | None:
    devices = TOTPDevice.objects.select_for_update() if for_update else TOTPDevice.objects
    return devices.filter(user=user, confirmed=False).order_by("pk").first()


def _devices(user: User) -> Iterable[Device]:
    yield from TOTPDevice.objects.filter(user=user)
    yield from StaticDevice.objects.filter(user=user)


def _plain(typed: str) -> str:
    """As it was meant: full-width digits, blanks and hyphens make no difference."""
    kept = (c for c in unicodedata.normalize("NFKC", typed).casefold() if c.isalnum())
    return "".join(kept)[:64]


def _hash(user: User, code: str) -> str:
    return salted_hmac(f"recovery code of {user.pk}", code, algorithm="sha256").hexdigest()[:16]
