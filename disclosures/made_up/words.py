"""What made-up units write: reasons and uses for the figures that ask for one, and their prose.

No sentence holds a number; a reason goes with the direction of its figure, is another every year,
and belongs to one figure alone, as the checks ask of everybody.
"""

from collections.abc import Mapping, Sequence
from zlib import crc32

from disclosures.amounts import Direction
from disclosures.checks.context import Context
from disclosures.checks.reasons import movement
from disclosures.made_up.units import Department, MadeUp
from disclosures.narrative.scope import TextKey
from disclosures.standards.model import Standard

REASONS: Mapping[tuple[str, Direction], Sequence[str]] = {
    ("reason", Direction.RISE): (
        "{what}所保障的工作任务增加",
        "按标准调整，{what}相应增加",
        "新开展的工作使{what}增加",
    ),
    ("reason", Direction.FALL): (
        "压减一般性开支，{what}相应减少",
        "部分工作已经完成，{what}相应减少",
        "统筹使用已有条件，{what}减少",
    ),
    ("budget_reason", Direction.RISE): (
        "{what}在执行中按规定追加",
        "执行中增加工作任务，追加{what}",
    ),
    ("budget_reason", Direction.FALL): (
        "{what}的部分工作尚未办结，资金结转使用",
        "{what}按进度支付，未支付的部分结转使用",
    ),
}

USE = "保障{what}所涉及的日常工作"
TERM = "{what}方面的收费和服务收入"

PROSE = {
    "duties": (
        "贯彻执行{work}方面的法律法规和政策，组织实施本地区的{work}工作；"
        "承担{work}方面的公共服务和日常管理。（以上为演示文字）"
    ),
    "organisation": "{structure}（以上为演示文字）",
}
"""By the name of the prose; what is not here has the sentence of ``OTHER``."""

OTHER = "按有关规定组织开展{work}工作，严格执行预算，加强绩效管理。（以上为演示文字）"


def explanation(key: TextKey, context: Context, year: int) -> str:
    """The text ``key`` of a document."""
    what = subject(key, context.standard)
    if key.kind == "use":
        return USE.format(what=what)
    moved = movement(key, context)
    if moved is None or (key.kind, moved.change.direction) not in REASONS:
        return TERM.format(what=what)
    said = REASONS[key.kind, moved.change.direction]
    # Another one each year, and not the same one for all figures of a year.
    turn = year + crc32("/".join(key).encode())
    return said[turn % len(said)].format(what=what)


def subject(key: TextKey, standard: Standard) -> str:
    """What the figure of ``key`` is called: by its row where it has one."""
    code = standard.codes.function.get(key.row) if key.row else None
    return code.name if code else standard.figures[key.figure].label


def prose(name: str, unit: MadeUp, department: Department | None) -> str:
    """The prose ``name``; ``department`` where the document is that of a whole department."""
    return PROSE.get(name, OTHER).format(work=unit.work, structure=_structure(unit, department))


def _structure(unit: MadeUp, department: Department | None) -> str:
    members = department.members if department else ()
    if not members:
        return f"{unit.name}是独立核算的预算单位，没有下属单位。"
    names = "、".join(member.name for member in members)
    return f"{unit.name}除本级外，所属预算单位有{names}。"
