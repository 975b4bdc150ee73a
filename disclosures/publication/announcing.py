"""Telling the rest of the installation that something was published or withdrawn."""

from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from disclosures.models.disclosure import Disclosure


def announce(disclosure: Disclosure) -> None:
    """Calls every callable of DISCLOSURES_PUBLISHED once the transaction is committed.

    What one of them raises is logged and undoes nothing: the publication stands, and ``rebake``
    makes up for what was not done.
    """
    for path in settings.DISCLOSURES_PUBLISHED:
        transaction.on_commit(_telling(path, disclosure), robust=True)


def announce_now(disclosure: Disclosure) -> None:
    """Calls them here and now, and raises what they raise: for whoever can try again.

    Each of them may be told twice of the same.
    """
    for path in settings.DISCLOSURES_PUBLISHED:
        import_string(path)(disclosure)


def _telling(path: str, disclosure: Disclosure) -> Callable[[], None]:
    def tell() -> None:
        import_string(path)(disclosure)

    return tell
