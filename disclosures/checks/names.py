"""Names, codes and years in the unit's own words (docs/checks.md, N06, N17, N18).

What the document generates takes its names from the classification and the unit record; what the
unit typed is read here. Names inside 《》 are quoted from elsewhere and left alone.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from disclosures.checks.catalogue import finding
from disclosures.checks.context import Context
from disclosures.checks.finding import Finding
from disclosures.checks.places import own_lines, text_name
from disclosures.checks.unit_names import misnamed
from disclosures.classification import Classification, former_names
from disclosures.classification.codes import LEVEL_NAMES
from disclosures.narrative.scope import TextKey

_QUOTED = re.compile("《[^》]*》")
_LEVELLED = re.compile(r"(?P<name>[^，。；：:、.\s（）()“”\d]+)（(?P<level>[类款项])）")
_CODED = re.compile(
    r"(?<!\d)(?P<code>2\d{2}(?:\d{2}){0,2}|3\d{2}(?:\d{2})?)(?P<name>[\u4e00-\u9fff（）]+)"
)
_SHORTEST, _LONGEST = 3, 30
"""Signs of a name behind a code: shorter ones (水利) are everyday words."""

_LEVELS = {label: level for level, label in LEVEL_NAMES.items()}

_MONEY = re.compile("收入|支出|经费|决算|预算|拨款|收支|费用|结转|结余|采购")
_FINAL = re.compile(
    r"(?<!\d)(?P<year>20\d\d)年度?(?:部门|单位|本级)?(?:收入支出|收支|支出|收入)?决算"
)
_AGAINST = re.compile(
    r"(?:与|和|同|比|较)(?P<year>20\d\d)年度?(?:决算数?|同期)?(?:相比|相较|比较|持平|有所|略有|各?(?:增|减|上升|下降))"
)
_UNTIL = re.compile(r"截[至止]到?(?P<year>20\d\d)年(?:12月(?:31日|底|末)|年?底|年?末)")
_CLAUSE = re.compile("[。；]")


def check(context: Context) -> Iterator[Finding]:
    """Findings over names, codes and years in the unit's texts, rule by rule, each once."""
    yield from dict.fromkeys(_found(context))


def _found(context: Context) -> Iterator[Finding]:
    own = [(key, _QUOTED.sub("", line)) for key, line in own_lines(context.texts)]
    # A list of units names others by themselves, as a signature would name the unit.
    in_text = [(key, line) for key, line in own if key.figure not in context.standard.listings]
    for rule, lines in ((subject_names, own), (unit_names, in_text), (years, own)):
        for key, line in lines:
            for id, what in rule(line, context):
                yield _finding(id, key, what, context)


def _finding(id: str, key: TextKey, what: str, context: Context) -> Finding:
    return finding(id, f"{text_name(key, context.standard)}：{what}", texts=(key,))


# ---- N06: names of the classification ------------------------------------------------------------


def subject_names(line: str, context: Context) -> Iterator[tuple[str, str]]:
    """Names of 类 abolished before this year, names at a level that has none such, wrong codes."""
    function, year = context.standard.codes.function, context.sheet.year
    for name in former_names(function.kind, year, 1):
        if name in line and not function.find_by_name(name):
            yield "N06", f"{year}年的支出功能分类没有“{name}”这一类"
    for match in _LEVELLED.finditer(line):
        yield from _levelled(match["name"], match["level"], context)
    for match in _CODED.finditer(line):
        yield from _coded(match["code"], match["name"], context)


def _levelled(name: str, level: str, context: Context) -> Iterator[tuple[str, str]]:
    """``name`` stands before （类）, so a name of that level should be the end of it."""
    official = _names(context.standard.codes.function, _LEVELS[level])
    # A name may stand behind other words: only its end is compared.
    if any(name[start:] in official for start in range(len(name))):
        return
    near = f"{name}支出" if f"{name}支出" in official else ""
    better = f"，应为“{near}（{level}）”" if near else ""
    yield "N06", f"{context.sheet.year}年的支出功能分类没有“{name}（{level}）”{better}"


@lru_cache(maxsize=16)
def _names(classification: Classification, level: int) -> frozenset[str]:
    return frozenset(code.name for code in classification if code.level == level)


def _coded(number: str, name: str, context: Context) -> Iterator[tuple[str, str]]:
    """A code with a name behind it: a name of the classification, but of another code."""
    lists = (context.standard.codes.function, context.standard.codes.economic_department)
    own = next((one.codes[number] for one in lists if number in one), None)
    if own is not None and name.startswith(own.name):
        return
    named = _longest(name, context)
    if named:
        expected = f"{number}是“{own.name}”" if own else f"没有编码{number}"
        yield (
            "N06",
            f"“{number}{named}”的编码与名称不符：{context.sheet.year}年科目中{expected}",
        )


def _longest(text: str, context: Context) -> str:
    """The longest name of the year's classification that ``text`` begins with; '' for none."""
    codes = context.standard.codes
    lists = (codes.function, codes.economic_department)
    known = [_names(one, level) for one in lists for level in LEVEL_NAMES]
    lengths = range(min(len(text), _LONGEST), _SHORTEST - 1, -1)
    starts = (text[:length] for length in lengths)
    return next((start for start in starts if any(start in names for names in known)), "")


# ---- N17: the unit's own name --------------------------------------------------------------------


def unit_names(line: str, context: Context) -> Iterator[tuple[str, str]]:
    """Another name where the unit's own belongs, or its own with a mistake in it."""
    members = tuple(member.name for member in context.members)
    for wrong in misnamed(line, context.unit, context.other_names, members):
        yield "N17", f"单位名称写作“{wrong}”，应为“{context.unit}”"


# ---- N18: years ----------------------------------------------------------------------------------


def years(line: str, context: Context) -> Iterator[tuple[str, str]]:
    """A year of accounts, of a comparison or of a closing date that is not this document's."""
    year = context.sheet.year
    for match in _FINAL.finditer(line):
        if int(match["year"]) not in (year, year - 1):
            yield "N18", f"“{match.group()}”的年份应为{year}年，与上年比较的应为{year - 1}年"
    for clause in _CLAUSE.split(line):
        for match in _AGAINST.finditer(clause):
            if _MONEY.search(clause) and int(match["year"]) != year - 1:
                yield "N18", f"“{match.group()}”的年份应为上年（{year - 1}年）"
    # A budget is made before its year begins: what it counts stands at the end of the last.
    closing = year if context.standard.kind == "final_accounts" else year - 1
    for match in _UNTIL.finditer(line):
        if int(match["year"]) != closing:
            yield "N18", f"“{match.group()}”的年份应为{closing}年"
