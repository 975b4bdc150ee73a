"""What is served from the disk of this machine follows what other machines published.

The log is the order: its numbers have no gap, and an event is seen with all before it. What was
published, corrected, withdrawn or renamed since the number that was followed last is baked here.
"""

import json
import logging
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from disclosures.events import Head, head_of_chain
from disclosures.models import Disclosure, Event
from disclosures.opendata.archives import Region, build, regions, remove, standing
from disclosures.opendata.consequences import (
    FOLLOWED,
    disclosures_since,
    moves_pages,
    regions_since,
)
from disclosures.site.baking import bake, is_baked
from disclosures.site.sweeping import sweep
from disclosures.site.versions import one_by_one, published_disclosures
from disclosures.store import Unreachable

logger = logging.getLogger(__name__)

AT_ONCE = 100
"""Events that one step looks at."""


def position_file() -> Path:
    """Where the number and hash of the event stand that this machine followed last."""
    return Path(settings.DATA_DIR) / "published" / "followed.json"


@dataclass
class Follower:
    """A machine that follows.

    ``position`` is the event it followed last, ``failed`` are the keys of disclosures that could
    not be baked, of which nothing is served meanwhile, and ``lacking`` regions without their ZIP.
    """

    position: Head
    failed: list[int] = field(default_factory=list)
    lacking: set[Region] = field(default_factory=set)

    def step(self) -> int:
        """Follows the next events; how many they were.

        Without any it tries again what failed, and makes the ZIPs that are lacking: of many
        publications in a row only the last one leads to a ZIP. Raises OSError where the position
        cannot be noted; then the same events are followed again.
        """
        after = Event.objects.filter(number__gt=self.position.number).order_by("number")
        events = list(after.select_related("disclosure__unit", "unit")[:AT_ONCE])
        if not events:
            self._make_up()
            return 0
        changed: dict[int, Disclosure] = {}
        for event in events:
            if event.action in FOLLOWED:
                self._outdate(event)
                changed |= disclosures_since(event)
        self._bake(changed.values())
        if any(map(moves_pages, events)):
            sweep()
        self.position = Head(events[-1].number, events[-1].hash)
        _note(self.position)
        return len(events)

    def _bake(self, disclosures: Iterable[Disclosure]) -> None:
        for one in disclosures:
            try:
                bake(one)
            except OSError:
                logger.exception("不能写入 %s 的公开文件，稍后再试", one)
                self.failed.append(one.pk)

    def _outdate(self, event: Event) -> None:
        """Takes the ZIPs away that hold something else since ``event``."""
        for region in regions_since(event):
            if standing(region) is None:
                remove(region)
                self.lacking.add(region)

    def _make_up(self) -> None:
        failed, self.failed = self.failed, []
        while failed and not self.failed:
            self._bake(Disclosure.objects.select_related("unit").filter(pk=failed.pop(0)))
        self.failed = failed + self.failed
        for region in tuple(self.lacking):
            try:
                if standing(region) is None:
                    build(region)
            except Unreachable:
                logger.exception("不能打包 %s年%s 的公开文件，稍后再试", region.year, region.name)
                return
            except OSError:
                logger.exception("不能打包 %s年%s 的公开文件", region.year, region.name)
            self.lacking.remove(region)


def begin() -> Follower:
    """Goes on where this machine stopped, and makes what is not there, whatever the log says.

    Where it never began, or with another log, everything is compared and made what it should be.
    """
    head, noted = head_of_chain(), _noted()
    lacking = {region for region in regions() if standing(region) is None}
    follower = Follower(noted or head, lacking=lacking)
    published = one_by_one(published_disclosures())
    follower._bake(one for one in published if noted is None or not is_baked(one))
    if noted is None:
        sweep()
        _note(head)
    return follower


def _noted() -> Head | None:
    """Where this machine stopped; None where it never began, or where the log is another one now,
    as that of a restored backup may be.
    """
    try:
        number, digest = json.loads(position_file().read_bytes())
    except (OSError, ValueError):
        return None
    known = number == 0 or Event.objects.filter(number=number, hash=digest).exists()
    return Head(number, digest) if known else None


def _note(position: Head) -> None:
    file = position_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_suffix(".new")
    new.write_text(json.dumps(position))
    os.replace(new, file)
