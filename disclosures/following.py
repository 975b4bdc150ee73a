"""What is served from the disk of this machine follows what other machines published.

The log is the order: its numbers have no gap, and an event is seen with all before it. What was
published, corrected, withdrawn or renamed since the number that was followed last is baked here.
A withdrawal waits for nothing but the one document at hand.
"""

import json
import logging
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from disclosures.events import Head, head_of_chain
from disclosures.models import Action, Disclosure, Event
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

logger = logging.getLogger(__name__)

AT_ONCE = 100
"""Events that one step looks at."""


@dataclass
class Follower:
    """A machine that follows.

    ``position`` is the event it followed last, ``withdrawn`` the number up to which nothing that
    was withdrawn is served, ``failed`` are the keys of disclosures that could not be baked, of
    which nothing is served meanwhile, and ``lacking`` regions without their ZIP.
    """

    position: Head
    withdrawn: int
    failed: list[int] = field(default_factory=list)
    lacking: set[Region] = field(default_factory=set)

    def step(self) -> int:
        """Follows the next events; how many they were.

        Without any it tries again what failed, and makes the ZIPs that are lacking: of many
        publications in a row only the last one leads to a ZIP. Raises OSError where the position
        cannot be noted; then the same events are followed again.
        """
        followed = self._follow()
        if not followed:
            self._make_up()
        return followed

    def _follow(self) -> int:
        after = Event.objects.filter(number__gt=self.position.number).order_by("number")
        events = list(after.select_related("disclosure__unit", "unit")[:AT_ONCE])
        if not events:
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
            self._withdraw()
            self._bake_one(one)

    def _withdraw(self) -> None:
        """Bakes what was withdrawn meanwhile, whatever else stands before it in the log."""
        head = head_of_chain().number
        ahead = Event.objects.filter(number__gt=self.withdrawn, number__lte=head)
        for event in ahead.filter(action=Action.WITHDRAW).select_related("disclosure__unit"):
            if event.disclosure:
                self._bake_one(event.disclosure)
        self.withdrawn = head

    def _bake_one(self, disclosure: Disclosure) -> None:
        try:
            bake(disclosure)
        except OSError:
            logger.exception("不能写入 %s 的公开文件，稍后再试", disclosure)
            self.failed.append(disclosure.pk)

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
                if self._packed(region):
                    self.lacking.remove(region)
            except FileNotFoundError:
                logger.exception("不能打包 %s年%s 的公开文件", region.year, region.name)
                self.lacking.remove(region)
            except OSError:
                logger.exception("不能打包 %s年%s 的公开文件，稍后再试", region.year, region.name)
                return

    def _packed(self, region: Region) -> bool:
        """Makes its ZIP and goes on following meanwhile; whether it is still what it should be."""
        if standing(region) is None and build(region, self._follow):
            return standing(region) is not None
        return True


def begin() -> Follower:
    """Goes on where this machine stopped, and makes what is not there, whatever the log says.

    Where it never began, or with another log, everything is compared and made what it should be.
    """
    head, earlier = head_of_chain(), _noted()
    lacking = {region for region in regions() if standing(region) is None}
    withdrawn = earlier.number if earlier else 0
    follower = Follower(earlier or head, withdrawn, lacking=lacking)
    follower._withdraw()
    published = one_by_one(published_disclosures())
    follower._bake(one for one in published if earlier is None or not is_baked(one))
    if earlier is None:
        sweep()
        _note(head)
    return follower


def position_file() -> Path:
    """Where the number and hash of the event stand that this machine followed last."""
    return Path(settings.DATA_DIR) / "published" / "followed.json"


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
    """Remembers ``position``. Raises OSError where that cannot be written."""
    file = position_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_suffix(".new")
    new.write_text(json.dumps(position))
    os.replace(new, file)
