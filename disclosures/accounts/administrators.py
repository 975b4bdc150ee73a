"""Who may see and change other people's accounts."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser


def is_administrator(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether the user is an administrator of the bureau."""
    return bool(user.is_active and getattr(user, "is_superuser", False))
