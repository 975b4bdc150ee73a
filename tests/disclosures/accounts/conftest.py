"""People with passwords, a clock that is moved by hand, and codes of authenticators."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

collect_ignore = ["test_limits_on_sqlite.py"] if settings.ON_POSTGRESQL else []
"""PostgreSQL locks rows: nobody waits for somebody else's."""

PASSWORD = "Ein-Weg-7-zur-Kasse"


class Clock:
    """The time of Django, django-axes and django-otp; it stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2025, 3, 3, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("django.utils.timezone.now", clock)
    monkeypatch.setattr("axes.handlers.proxy.now", clock)
    seconds = SimpleNamespace(time=lambda: clock.now.timestamp())
    monkeypatch.setattr("django_otp.plugins.otp_totp.models.time", seconds)
    monkeypatch.setattr(
        "django.contrib.auth.tokens.PasswordResetTokenGenerator._now",
        lambda self: clock.now.replace(tzinfo=None),
    )
    return clock


@pytest.fixture
def chief(db: None) -> User:
    """An administrator of the bureau."""
    return User.objects.create_superuser("chief", password=PASSWORD, first_name="王科长")


@pytest.fixture
def lihui(db: None) -> User:
    """A member of staff."""
    return User.objects.create_user("lihui", password=PASSWORD, is_staff=True, first_name="李会")


@pytest.fixture
def enrolled(lihui: User) -> TOTPDevice:
    """The authenticator of lihui."""
    return TOTPDevice.objects.create(user=lihui, name="手机验证器")


@pytest.fixture
def code(clock: Clock) -> Callable[[TOTPDevice], str]:
    """What the authenticator shows now."""

    def shown(device: TOTPDevice) -> str:
        totp = TOTP(device.bin_key)
        totp.time = clock.now.timestamp()
        return f"{totp.token():06d}"

    return shown


def enter(client: Client, username: str = "lihui", password: str = PASSWORD, **extra: str) -> Any:
    """Post the first step of the login; ``extra`` goes into the request's headers and the like."""
    content = {"username": username, "password": password}
    return client.post("/admin/login/", content, **extra)  # type: ignore[arg-type]


def lines(*roles: Mapping[str, object], kept: int = 0) -> dict[str, str]:
    """The roles of the form of an account; the first ``kept`` are there already."""
    posted = {"roles-TOTAL_FORMS": str(len(roles)), "roles-INITIAL_FORMS": str(kept)}
    for number, role in enumerate(roles):
        posted |= {f"roles-{number}-{name}": str(value) for name, value in role.items()}
    return posted


def fail(
    client: Client, username: str = "lihui", password: str = PASSWORD[:-1], **extra: str
) -> Any:
    """The same with another password."""
    return enter(client, username, password, **extra)
