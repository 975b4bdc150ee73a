"""Is the name of a unit its own? Only where the unit speaks of itself, or where one sign is off.

A text may well name other units (《…财政局关于…》, its 主管部门). A name counts as the unit's own

- before the accounts or the money of a year: “河口区财政局2024年度部门决算”, or
- as a line by itself, the signature of a report.

There another unit's name is wrong, and so is the unit's with a part of its region left out
(云州市财政局 for 云州市河口区财政局). Anywhere else only a name of the same length with a single
other sign is told (云州市文物保沪站), and the name's end under another authority
(云州市文化局文物保护站). A sign that tells units apart (numerals, 东 and 西) is not
taken for a slip.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations

_REGION = re.compile("[\u4e00-\u9fff]{2,}?(?:自治区|自治州|省|市|区|县|州|旗|镇|乡)")
_SHORTEST = 6
"""Signs of a name of which a single other one is a slip rather than another name."""

_TAIL = 4
"""Signs of the end of a name that is the unit's alone; 财政局 is anybody's."""

_TELLING = frozenset("一二三四五六七八九十0123456789东西南北中上下大小新老甲乙丙丁男女")
_SELF = (
    r"(?:本级)?(?:20\d\d年度?(?:部门|单位)?(?:收|支|决算|预算|“三公”|机关运行|政府采购|财政拨款|一般公共)"
    r"|(?:部门|单位)(?:决算|预算))"
)


def misnamed(
    line: str, unit: str, others: tuple[str, ...] = (), members: tuple[str, ...] = ()
) -> Iterator[str]:
    """The wrong names of ``unit`` in one line; ``others`` are other units, ``members`` its own."""
    for name in _foreign(unit, others, members):
        if name in line and _as_own(name, line, unit):
            yield name
    slips = dict.fromkeys((*_slips(line, unit), *_elsewhere(line, unit)))
    yield from (name for name in slips if name not in {*others, *members})


@lru_cache(maxsize=64)
def _foreign(unit: str, others: tuple[str, ...], members: tuple[str, ...]) -> tuple[str, ...]:
    """Names that are not the unit's: those of others, and its own without some of its regions."""
    known = {unit, *others, *members}
    wrong = (name for name in others if name not in (unit, *members) and name not in unit)
    return (*wrong, *(name for name in _without_regions(unit) if name not in known))


def _as_own(name: str, line: str, unit: str) -> bool:
    """Whether ``name`` stands in ``line`` as the unit's own, and not as a part of its name."""
    if line == name:
        return True
    rest = line.replace(unit, "\n")
    return bool(re.search(rf"(?<![\u4e00-\u9fff]){re.escape(name)}{_SELF}", rest))


def _without_regions(unit: str) -> tuple[str, ...]:
    """``unit`` with some of its regions left out, the rest never alone."""
    regions, rest = _parts(unit)
    shorter = [
        "".join(kept) + rest
        for count in range(1, len(regions))
        for kept in combinations(regions, count)
    ]
    return tuple(shorter)


def _parts(unit: str) -> tuple[list[str], str]:
    """The regions that the name begins with, and the rest of it."""
    regions: list[str] = []
    rest = unit
    while (match := _REGION.match(rest)) and len(rest) > match.end() + 1:
        regions.append(match.group())
        rest = rest[match.end() :]
    return regions, rest


def _elsewhere(line: str, unit: str) -> Iterator[str]:
    """The name's own end under another authority: 云州市文化局文物保护站."""
    rest = _parts(unit)[1]
    if len(rest) < _TAIL or rest not in line:
        return
    pattern = rf"[\u4e00-\u9fff]{{2,15}}[局委厅部会]{re.escape(rest)}"
    yield from re.findall(pattern, line.replace(unit, "\n"))


def _slips(line: str, unit: str) -> Iterator[str]:
    """Names with one other sign: then one half of the name stands as it should."""
    size, middle = len(unit), len(unit) // 2
    if size < _SHORTEST:
        return
    if unit[:middle] not in line and unit[middle:] not in line:
        return
    starts = {match.start() for match in re.finditer(re.escape(unit[:middle]), line)}
    starts |= {match.start() - middle for match in re.finditer(re.escape(unit[middle:]), line)}
    for start in sorted(start for start in starts if start >= 0):
        candidate = line[start : start + size]
        off = [(one, own) for one, own in zip(candidate, unit, strict=False) if one != own]
        if len(candidate) == size and len(off) == 1 and _slip(*off[0]):
            yield candidate


def _slip(written: str, own: str) -> bool:
    return "\u4e00" <= written <= "\u9fff" and not {written, own} & _TELLING
