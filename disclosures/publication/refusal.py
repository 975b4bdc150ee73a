"""Why something is not done, in words for whoever asked."""

from django.contrib.auth.models import User

from disclosures.models.disclosure import Disclosure
from disclosures.narrative.prose import one_line
from disclosures.permissions import Act, may


class Refused(Exception):
    """A change that the rules do not allow; the message tells why and what to do."""


class NotPermitted(Refused):
    """A change for which the user has no duty, or which is another's to make."""


SHORTEST_REASON = 4
"""Characters of a reason: fewer explain nothing."""

LONGEST_REASON = 1000
"""Characters of a reason, as many as the database keeps."""


def good_reason(text: str, what: str = "理由", longest: int = LONGEST_REASON) -> str:
    """``text`` on one line; ``what`` it is called and how long it may be.

    Raises Refused when it is too short, too long, or only punctuation.
    """
    reason = one_line(text)
    if len(reason) < SHORTEST_REASON or not any(character.isalnum() for character in reason):
        raise Refused(f"{what}至少要写 {SHORTEST_REASON} 个字，不能只有标点，请写明具体情况")
    if len(reason) > longest:
        raise Refused(f"{what}有 {len(reason)} 个字，最多 {longest} 个字，请写得简短一些")
    return reason


def require(by: User | None, act: Act, disclosure: Disclosure) -> None:
    """Raises NotPermitted unless it is the duty of ``by`` to do ``act`` with ``disclosure``."""
    if not may(by, act, disclosure):
        raise NotPermitted(f"您没有{disclosure.unit}的“{act.label}”权限，请找管理员开通")
