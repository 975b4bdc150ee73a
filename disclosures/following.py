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
from django.db.models import Exists, OuterRef, QuerySet

from disclosures.events import Head, head_of_chain
from disclosures.models import Action, Disclosure, Event, Publication, Unit
from disclosures.opendata.archives import Region, build, regions, remove, standing
from disclosures.site.baking import bake, is_baked, touched
from disclosures.site.sweeping import sweep
from disclosures.site.versions import one_by_one
from disclosures.store import Unreachable

logger = logging.getLogger(__name__)

FOLLOWED = (Action.PUBLISH, Action.WITHDRAW, Action.UNIT)
"""What changes something that is served."""

AT_ONCE = 100
"""Events that one step looks at."""


def position_file() -> Path:
    """Where the number and hash of the event stand that this machine followed last."""
    return Path(settings.DATA_DIR) / "published" / "followed.json"


def published_disclosures() -> QuerySet[Disclosure]:
    """Every disclosure of which something was ever published."""
    return Disclosure.objects.filter(Exists(Publication.objects.filter(disclosure=OuterRef("pk"))))


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
                changed |= _changed(event)
        self._bake(changed.values())
        if any(_before(event, "slug") for event in events):
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
        for region in _regions(event):
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


def _changed(event: Event) -> dict[int, Disclosure]:
    """By key what is served otherwise since ``event``."""
    if event.disclosure:
        return touched(event.disclosure)
    return {one.pk: one for one in published_disclosures().filter(unit=event.unit_id)}


def _regions(event: Event) -> set[Region]:
    """The years and regions, today's and former ones, whose ZIP ``event`` may have changed."""
    if event.disclosure:
        return {Region(event.disclosure.year, event.disclosure.unit.region)}
    if event.unit is None:
        return set()
    names = {event.unit.region, *_before(event, "region")}
    years = published_disclosures().filter(unit=event.unit).values_list("year", flat=True)
    return {Region(year, name) for year in years for name in names}


def _before(event: Event, name: str) -> list[str]:
    """What the field ``name`` of a unit said before ``event`` changed it."""
    called = {one.verbose_name for one in Unit._meta.fields if one.name == name}
    changes = event.changes if event.action == Action.UNIT else ()
    return [before for where, before, _ in changes if where in called and before]


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
