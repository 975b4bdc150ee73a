"""What the log keeps of a publication or withdrawal, so that its rows and files cannot change
unnoticed: written when it is done, read when it is verified."""

from collections.abc import Iterator, Mapping

from disclosures.events import Change
from disclosures.models.event import Event
from disclosures.models.publication import Publication, Withdrawal
from disclosures.store import Kept

STATE, VERSION, TITLE, STANDARD = "状态", "版次", "标题", "公开范本"
PUBLISHED_AT, WITHDRAWN_AT, REASON = "公开时间", "撤回时间", "更正理由"
CODE, DIGEST = "校验码", "数据和文字"

FIELDS = (STATE, VERSION, TITLE, STANDARD, PUBLISHED_AT, WITHDRAWN_AT, REASON, CODE, DIGEST)
"""What an event tells of a row; everything else it tells is the hash of a file, by format."""


def seal_publication(new: Publication, files: Mapping[str, Kept]) -> Iterator[Change]:
    """What is told of ``new`` and its ``files``."""
    yield Change(VERSION, after=str(new.version))
    yield Change(TITLE, after=new.title)
    yield Change(STANDARD, after=new.standard)
    yield Change(PUBLISHED_AT, after=new.published_at.isoformat())
    if new.reason:
        yield Change(REASON, after=new.reason)
    yield Change(CODE, after=new.code)
    yield Change(DIGEST, after=new.digest)
    for name, file in files.items():
        yield Change(name, after=file.sha256)


def seal_withdrawal(withdrawal: Withdrawal) -> Iterator[Change]:
    """What is told of ``withdrawal``."""
    yield Change(VERSION, after=str(withdrawal.publication.version))
    yield Change(WITHDRAWN_AT, after=withdrawal.at.isoformat())


def told(event: Event) -> Mapping[str, str]:
    """By name what ``event`` says was then; of an event that was tampered with what is left."""
    changes = event.changes if isinstance(event.changes, list) else []
    found: dict[str, str] = {}
    for change in changes:
        match change:
            case [str(where), str(_), str(after)]:
                found[where] = after
    return found


def files_told(event: Event) -> Mapping[str, str]:
    """By format the SHA-256 of every file that was published."""
    return {name: after for name, after in told(event).items() if name not in FIELDS}
