"""The catalogue holds every id that a check may give, and docs/checks.md every id of it."""

import ast
import re
from pathlib import Path

import pytest

from disclosures.checks.catalogue import CATALOGUE, finding
from disclosures.checks.finding import Finding, Severity
from disclosures.standards.model import Standard
from tests.disclosures import samples

ROOT = Path(__file__).parents[3]
CHECKS = ROOT / "disclosures" / "checks"
SECRECY = ROOT / "disclosures" / "secrecy"
PAGE = (ROOT / "docs" / "checks.md").read_text("utf-8")


def ids_of(standard: Standard) -> set[str]:
    """Every id that the data of a standard names."""
    tables = standard.tables.values()
    columns = {column.check for table in tables for column in table.columns() if column.sum_of}
    blocks = [block for table in tables for block in table.blocks]
    rows = {row.check for block in blocks for row in block.rows if row.sum_of}
    hierarchy = {block.hierarchy_check for block in blocks if block.hierarchy_check}
    return columns | rows | hierarchy | {identity.id for identity in standard.identities}


def ids_in_code() -> set[str]:
    """Every id that stands as a text of its own in the modules of the checks and of secrecy."""
    return {
        node.value
        for path in (*CHECKS.glob("*.py"), *SECRECY.glob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"[A-Z]\d\d", node.value)
    }


def test_the_catalogue_is_what_the_checks_give() -> None:
    of_standards = set().union(*map(ids_of, samples.every()))
    assert set(CATALOGUE) == of_standards | ids_in_code()


def test_the_page_lists_every_id_with_its_severity_and_title() -> None:
    listed = re.findall(r"^\| ([A-Z]\d\d) \| (\S+) \| (.+?) \|", PAGE, re.MULTILINE)
    assert sorted(listed) == sorted((c.id, c.severity.value, c.title) for c in CATALOGUE.values())


def test_every_entry_is_whole() -> None:
    for check in CATALOGUE.values():
        assert check.title and check.fix and check.source, check.id
        assert not check.title.endswith("。") and not check.fix.endswith("。"), check.id


def test_a_finding_takes_what_its_entry_says() -> None:
    entry = CATALOGUE["E05"]
    assert finding("E05", "不等") == Finding("E05", Severity.ERROR, "不等", fix=entry.fix)
    other = finding("E05", "不等", severity=Severity.NOTE, fix="请核对")
    assert other == Finding("E05", Severity.NOTE, "不等", fix="请核对")


def test_an_id_without_an_entry_is_refused() -> None:
    with pytest.raises(KeyError, match="E99"):
        finding("E99", "没有这一条")
