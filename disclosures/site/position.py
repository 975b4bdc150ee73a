"""How far this machine followed the log, where it makes for itself what it serves."""

import json
import os
from pathlib import Path

from django.conf import settings

from disclosures.events import Head
from disclosures.models.event import Action, Event

FOLLOWED = (Action.PUBLISH, Action.WITHDRAW, Action.UNIT)
"""What changes something that is served."""


def position_file() -> Path:
    """Where the number and hash of the event stand that this machine followed last."""
    return Path(settings.DATA_DIR) / "published" / "followed.json"


def noted() -> Head | None:
    """Where this machine stopped; None where it never began, or where the log is another one now,
    as that of a restored backup may be.
    """
    try:
        number, digest = json.loads(position_file().read_bytes())
    except (OSError, ValueError):
        return None
    known = number == 0 or Event.objects.filter(number=number, hash=digest).exists()
    return Head(number, digest) if known else None


def note(position: Head) -> None:
    """Remembers ``position``. Raises OSError where that cannot be written."""
    file = position_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_suffix(".new")
    new.write_text(json.dumps(position))
    os.replace(new, file)


def is_behind() -> bool:
    """Whether something was published, withdrawn or renamed that this machine has still to
    follow; never where it does not follow at all.
    """
    position = noted()
    if position is None:
        return False
    return Event.objects.filter(number__gt=position.number, action__in=FOLLOWED).exists()
