"""Where two versions of a text differ."""

from os.path import commonprefix
from typing import NamedTuple

AROUND = 20
"""Characters shown of what both have before and after."""


class Differing(NamedTuple):
    """What both begin with, what one had, what the other has, what both end with."""

    head: str
    removed: str
    added: str
    tail: str


def differing(before: str, after: str) -> Differing:
    """The one stretch in which ``before`` and ``after`` differ; long surroundings are cut short."""
    head = commonprefix([before, after])
    before, after = before[len(head) :], after[len(head) :]
    tail = commonprefix([before[::-1], after[::-1]])[::-1]
    removed, added = before[: len(before) - len(tail)], after[: len(after) - len(tail)]
    start = head if len(head) <= AROUND else f"…{head[-AROUND:]}"
    end = tail if len(tail) <= AROUND else f"{tail[:AROUND]}…"
    return Differing(start, removed, added, end)
