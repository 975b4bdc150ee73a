"""The one-time link with which somebody sets a password: an invitation, or a new password.

Django's own token: it holds for PASSWORD_RESET_TIMEOUT and dies when the password or the last
login changes. Making a link takes the old password away, and with it every older link and session.
"""

from smtplib import SMTPException

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.db import models
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

DAYS = settings.PASSWORD_RESET_TIMEOUT // (24 * 3600)


class State(models.TextChoices):
    """Whether somebody can sign in, and if not, why."""

    ACTIVE = "active", "正常"
    INVITED = "invited", "未启用"
    WAITING = "waiting", "待设新密码"
    INACTIVE = "inactive", "已停用"


class NotSent(Exception):
    """The mail did not go out; the message says why."""


def state_of(user: User) -> State:
    """Where the account stands."""
    if not user.is_active:
        return State.INACTIVE
    if user.has_usable_password():
        return State.ACTIVE
    return State.WAITING if user.last_login else State.INVITED


def take_password(user: User) -> None:
    """From now on only the next link leads in."""
    user.set_unusable_password()
    user.save(update_fields=["password"])


def link(request: HttpRequest, user: User) -> str:
    """A link for the user, on the address of the site under which the request came."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    token = default_token_generator.make_token(user)
    return request.build_absolute_uri(reverse("admin:set_password", args=(uid, token)))


def can_mail(user: User) -> bool:
    """Whether the site sends mail and knows where to."""
    return bool(settings.EMAIL_HOST and user.email)


def mail(user: User, address: str) -> None:
    """Send the link. Raises NotSent."""
    invited = state_of(user) is State.INVITED
    context = {"user": user, "address": address, "days": DAYS, "invited": invited}
    body = render_to_string("admin/accounts/mail.txt", context)
    subject = "明账：请设置登录密码" if invited else "明账：请设置新的登录密码"
    try:
        send_mail(subject, body, None, [user.email])
    except (SMTPException, OSError) as error:
        raise NotSent(str(error)) from error
