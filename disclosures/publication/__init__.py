"""The only writer of state: from draft to publication, correction and withdrawal.

``states`` holds the table of moves and the moves that need no files, ``publishing`` freezes a
version whose files ``rendering`` makes and ``sealed`` tells the log of, ``findings`` keeps the
answers to what the checks found, ``remarks`` what is sent back place by place, ``secrecy`` the
rows that are folded, ``approval`` the 批复. Every function takes the user who acts, asks
``permissions``, works on the locked row in one transaction, and leaves an event.
"""

from disclosures.publication.announcing import announce_now
from disclosures.publication.approval import register_approval
from disclosures.publication.findings import latest_answers, open_findings, reply
from disclosures.publication.publishing import publish, require_publishable
from disclosures.publication.refusal import NotPermitted, Refused, good_reason
from disclosures.publication.remarks import drop, remark, resolve
from disclosures.publication.secrecy import mark_secret, unmark_secret
from disclosures.publication.states import (
    approve,
    authors,
    correct,
    possible,
    reopen,
    send_back,
    sign,
    submit,
    withdraw,
)

__all__ = [
    "NotPermitted",
    "Refused",
    "announce_now",
    "approve",
    "authors",
    "correct",
    "drop",
    "good_reason",
    "latest_answers",
    "mark_secret",
    "open_findings",
    "possible",
    "publish",
    "register_approval",
    "remark",
    "reopen",
    "reply",
    "require_publishable",
    "resolve",
    "send_back",
    "sign",
    "submit",
    "unmark_secret",
    "withdraw",
]
