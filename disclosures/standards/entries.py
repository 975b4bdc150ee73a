"""Entries of the data files: what they may hold."""

from collections.abc import Iterable, Mapping
from typing import Any

Data = Mapping[str, Any]


class BadStandard(ValueError):
    """A data file of a standard contradicts itself; ``str()`` names the place in Chinese."""


def expect(entry: Data, place: str, allowed: Iterable[str]) -> None:
    """Raises BadStandard when ``entry`` holds a key that nothing reads, a misspelt one."""
    unread = sorted(set(entry) - set(allowed))
    if unread:
        raise BadStandard(f"{place}：无法识别的项“{'、'.join(unread)}”")
