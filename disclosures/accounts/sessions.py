"""How long a login lasts: a while without work, a working day at most; and nothing is stored.

Both are middleware that looks at the pages of the admin site alone: a public page must not touch
the session, or it would be told apart by cookie.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

Response = Callable[[HttpRequest], HttpResponse]
View = TypeVar("View", bound=Callable[..., HttpResponse])

ACTIVE = "active_at"
"""The key under which a session keeps when its user last did something."""

PRECISION = timedelta(minutes=1)
"""Work is noted at most so often, else every request would write."""


def background(view: View) -> View:
    """Marks a view that scripts ask by themselves: being asked is no work of the user's."""
    view.is_background = True  # type: ignore[attr-defined]
    return view


def begin(request: HttpRequest) -> None:
    """Start the clock of a login: idle from now, and over after SESSION_COOKIE_AGE for good."""
    now = timezone.now()
    request.session[ACTIVE] = now.isoformat()
    request.session.set_expiry(now + timedelta(seconds=settings.SESSION_COOKIE_AGE))


def prune() -> None:
    """Delete the sessions that are over."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()


def is_staff_page(request: HttpRequest) -> bool:
    """Whether the address belongs to the admin site."""
    return request.path.startswith(reverse("admin:index"))


class NeverStored:
    """Forbids browsers and proxies to keep any page of the admin site, its errors included."""

    def __init__(self, get_response: Response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if is_staff_page(request):
            add_never_cache_headers(response)
        return response


class IdleTimeout:
    """Ends a login whose user has done nothing for SESSION_IDLE_MINUTES."""

    def __init__(self, get_response: Response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: object, kwargs: object
    ) -> None:
        """Runs before the view, which then finds nobody signed in."""
        if not is_staff_page(request) or not request.user.is_authenticated:
            return
        if ACTIVE not in request.session:
            begin(request)
            return
        idle = timezone.now() - datetime.fromisoformat(request.session[ACTIVE])
        if idle >= timedelta(minutes=settings.SESSION_IDLE_MINUTES):
            logout(request)
            minutes = settings.SESSION_IDLE_MINUTES
            messages.info(request, f"已有 {minutes} 分钟没有操作，为安全起见已退出，请重新登录。")
        elif idle >= PRECISION and not getattr(view, "is_background", False):
            request.session[ACTIVE] = timezone.now().isoformat()
