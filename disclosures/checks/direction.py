"""Does a reason speak of a rise where its number fell, or the other way round?

Only clear cases are told. A reason is cut at its stops; a clause speaks of a direction when

- money or work is what moved: 经费增加, 支出有所减少, 接待批次下降, or
- money or work is what somebody moved: 压减经费, 减少开支, 增加投入, or
- it speaks of thrift: 厉行节约, 节约开支, 压缩开支.

A clause about another year (上年, 以前年度), one that denies (未, 没有, 不), and one about money
that goes the other way by nature (冲减, 退回, 退休) says nothing. A reason that has any word of the
number's own direction, wherever it stands, is no contradiction: most reasons give and take.
"""

import re

from disclosures.amounts import Direction

_THINGS = (
    "经费|支出|开支|费用|拨款|收入|收支|总计|资金|投入|采购|业务|业务量|工作量|任务|项目|"
    "活动|会议|培训|出访|接待|批次|人次|次数|支付"
)
_RISING = "增加|增长|上升|增多|提高|上涨|扩大|加大"
_FALLING = "减少|下降|降低|压减|压缩|缩减|削减|调减|核减|节省|节约"
_ANY_RISING = re.compile("增|升|涨|提高|扩大|加大|追加|超")
_ANY_FALLING = re.compile("减|降|少|低|节|压|缩|削|未|没|不|无|取消|停|完毕|完成|结束")
_BETWEEN = "(?:有所|大幅|大幅度|明显|相应|逐年|略有|稍有|均|也|都|同比|数量|总量|规模|金额){0,2}"
_END = "(?:了|较多|较大|明显)?$"
_BEFORE = "(?:.{0,12}(?:导致|使|致使|从而|因此|故|进一步|大力|积极|严格|相应))?"
_OTHERWISE = re.compile(
    "上年|去年|往年|前年|以前年度|上一年|未|没|不|无|非|避免|防止|冲减|退回|收回|结余|退休|离休|原因|而|但"
)
_THRIFT = re.compile("厉行节约|勤俭节约|节约开支|节约支出|压缩开支|压减开支|过紧日子")
_STOPS = re.compile("[，。；：、,;！]")


def contradicts(reason: str, direction: Direction) -> str:
    """The clause of ``reason`` that contradicts ``direction``; '' when none clearly does."""
    if direction is Direction.FLAT:
        return ""
    own = _ANY_RISING if direction is Direction.RISE else _ANY_FALLING
    if own.search(reason):
        return ""
    return next((part for part in _STOPS.split(reason) if spoken(part)), "")


def spoken(clause: str) -> Direction | None:
    """The direction that one clause speaks of; None when it clearly speaks of none."""
    text = clause.strip()
    rising, falling = _moves(_RISING, text), _moves(_FALLING, text)
    if _OTHERWISE.search(text) or (rising and falling):
        return None
    if falling or _THRIFT.search(text):
        return Direction.FALL
    return Direction.RISE if rising else None


def _moves(words: str, text: str) -> bool:
    moved = rf"(?:{_THINGS}){_BETWEEN}(?:{words}){_END}"
    mover = rf"^{_BEFORE}(?:{words})了?[^的]{{0,8}}?(?:{_THINGS})$"
    return bool(re.search(moved, text) or re.search(mover, text))
