"""CATALOGUE: every id a check may give, with severity, title, fix and source.

``figures.toml`` holds the rules over figures, ``words.toml`` those over texts and names. An entry:

    [R01]
    severity = "错误"
    title = "与上年相比有增减的，应说明原因"
    fix = "请在“原因”一栏写明增减的原因"
    source = "预算法 第十四条"

``finding("R01", message, texts=(key,))`` makes the finding of that entry.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from disclosures.checks.finding import Finding, Severity
from disclosures.narrative.scope import TextKey
from disclosures.tables import Cell

FOLDER = Path(__file__).parent
FILES = ("figures.toml", "words.toml")


@dataclass(frozen=True)
class Check:
    """One rule: ``title`` says in a sentence what must hold, ``fix`` how to mend a breach.

    ``severity`` is the heaviest its findings have; ``source`` is the law, form or published error
    the rule comes from.
    """

    id: str
    severity: Severity
    title: str
    fix: str
    source: str


def _read() -> dict[str, Check]:
    checks: dict[str, Check] = {}
    for name in FILES:
        for id, entry in tomllib.loads((FOLDER / name).read_text("utf-8")).items():
            if id in checks:
                raise ValueError(f"{name}：{id} is defined twice")
            checks[id] = Check(id=id, **{**entry, "severity": Severity(entry["severity"])})
    return checks


CATALOGUE: Mapping[str, Check] = _read()


def finding(
    id: str,
    message: str,
    cells: tuple[Cell, ...] = (),
    found: Decimal | None = None,
    expected: Decimal | None = None,
    *,
    texts: tuple[TextKey, ...] = (),
    severity: Severity | None = None,
    fix: str = "",
) -> Finding:
    """A finding of the entry ``id``, with its severity and fix unless others are given.

    Raises KeyError for an id that is not in the catalogue.
    """
    check = CATALOGUE[id]
    return Finding(
        id,
        severity or check.severity,
        message,
        cells,
        found,
        expected,
        fix or check.fix,
        texts,
    )
