"""The moves of a disclosure on its desk: 报审, 退回, 保密审查, 审核通过, 公开, 更正, 撤回."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.contrib.auth.models import User

from disclosures import publication
from disclosures.models import UNFINISHED, Action, Disclosure, State
from disclosures.permissions import Act, may
from disclosures.tasks.moves import publish_later, publishing_of


@dataclass(frozen=True)
class Move:
    """A button of the desk. ``asks`` is what is to be written with it, '' for nothing.

    ``warning`` says what the person should know before pressing it, ``done`` what follows.
    ``background``: it takes its time, and the overview shows how far it is.
    """

    action: Action
    run: Callable[[Disclosure, User, str], object]
    done: str
    asks: str = ""
    warning: str = ""
    background: bool = False

    @property
    def label(self) -> str:
        return str(self.action.label)


MOVES = (
    Move(
        Action.SUBMIT,
        lambda of, by, _: publication.submit(of, by),
        "已报审。报审后数据和文字不能再改动；要改动请重新编制，并写明理由。",
    ),
    Move(
        Action.SIGN,
        publication.sign,
        "已登记保密审查。",
        asks="保密审查意见",
        warning="确认材料不含国家秘密、工作秘密和个人信息，应折叠的行已经标记涉密。",
    ),
    Move(
        Action.APPROVE,
        lambda of, by, _: publication.approve(of, by),
        "已审核通过，等待公开。",
    ),
    Move(
        Action.SEND_BACK,
        publication.send_back,
        "已退回编制。",
        asks="退回的理由",
    ),
    Move(
        Action.REOPEN,
        publication.reopen,
        "已改为编制中，可以继续改动。",
        asks="重新编制的理由",
    ),
    Move(
        Action.PUBLISH,
        lambda of, by, _: publish_later(of, by),
        "已开始公开：正在生成各种格式的文件。公开的版本不能再改动；发现错误请更正。",
        warning="公开后任何人都能看到，这一版本不能再改动。",
        background=True,
    ),
    Move(
        Action.CORRECT,
        publication.correct,
        "已开始更正：改好后重新报审、审核、公开，原版本保留并注明已被更正。",
        asks="更正的理由（将与新版本一起公开）",
    ),
    Move(
        Action.WITHDRAW,
        publication.withdraw,
        "已撤回，公开页面只说明撤回时间和依据。",
        asks="撤回的依据（将在公开页面上说明）",
        warning="撤回后各版本都不再公开；只有依法不应公开的才撤回，有错误的请更正。",
    ),
)
"""In the order in which a disclosure goes through them."""


def offered(user: User, disclosure: Disclosure) -> Iterator[Move]:
    """The moves that ``user`` may try now; not what is under way in the background."""
    possible = publication.possible(user, disclosure)
    job = publishing_of(disclosure) if Action.PUBLISH in possible else None
    if job is not None and job.state in UNFINISHED:
        possible -= {Action.PUBLISH}
    for move in MOVES:
        if move.action in possible or (move.action is Action.SIGN and _may_sign(user, disclosure)):
            yield move


def _may_sign(user: User, disclosure: Disclosure) -> bool:
    """Whether the 保密审查 is due, the duty of ``user``, and not of their own work."""
    due = disclosure.state == State.SUBMITTED and disclosure.signed_at is None
    permitted = due and may(user, Act.SIGN, disclosure)
    return permitted and user.pk not in publication.authors(disclosure)


def move_named(action: str) -> Move | None:
    """The move of that name, as in its address."""
    return next((move for move in MOVES if move.action.value == action), None)
