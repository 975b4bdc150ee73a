"""For how long a copy of what is public may be shown."""

from typing import TypeVar

from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control

MAX_AGE = 60
"""Seconds after which a copy is asked for again: a correction is seen by then."""

Response = TypeVar("Response", bound=HttpResponseBase)


def kept(response: Response) -> Response:
    """``response``, which anybody may keep for MAX_AGE."""
    patch_cache_control(response, public=True, max_age=MAX_AGE)
    return response
