"""manage.py findings UNIT YEAR KIND: what the checks find, and what was answered."""

import json
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator

from django.core.management.base import BaseCommand, CommandError

from disclosures.checks.finding import Finding, Severity
from disclosures.classification import UnknownCode
from disclosures.management.database import require_migrated
from disclosures.management.selection import add_selection, require, selected
from disclosures.models import Answer
from disclosures.pipeline import prepare
from disclosures.publication import latest_answers, open_findings
from disclosures.standards.loader import UnknownStandard

FORMATS = {"text": "文本", "json": "JSON"}


class Command(BaseCommand):
    """Ends with status 1 while an 错误 stands that nobody waived."""

    help = "列出一份公开材料的检查结果；有未豁免的错误时退出码为 1。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_selection(parser)
        parser.add_argument("--format", default="text", help="格式：text（文本）、json（JSON）")

    def handle(
        self, *, unit: str, year: str, kind: str, level: str | None, format: str, **options: object
    ) -> None:
        require(format, "格式", FORMATS)
        require_migrated()
        disclosure = selected(unit, year, kind, level)
        try:
            prepared = prepare(disclosure)
        except (UnknownStandard, UnknownCode) as error:
            raise CommandError(str(error)) from error
        answers = tuple(disclosure.answers.select_related("by"))
        write = _as_json if format == "json" else _as_text
        self.stdout.write(write(prepared.findings, answers))
        standing = open_findings(prepared, answers)
        if any(finding.severity is Severity.ERROR for finding in standing):
            # CommandError would print a message where the list is all there is to say.
            raise SystemExit(1)


def _as_json(findings: Iterable[Finding], answers: Iterable[Answer]) -> str:
    latest = latest_answers(answers)
    listed = [_entry(finding, latest.get(finding.key)) for finding in findings]
    return json.dumps(listed, ensure_ascii=False, indent=2)


def _entry(finding: Finding, answer: Answer | None) -> dict[str, object]:
    """One finding; money in 元 as text, so that no digit is lost."""
    return {
        "id": finding.id,
        "severity": finding.severity.value,
        "message": finding.message,
        "fix": finding.fix,
        "cells": [str(cell) for cell in finding.cells],
        "texts": ["/".join(key).rstrip("/") for key in finding.texts],
        "found": None if finding.found is None else str(finding.found),
        "expected": None if finding.expected is None else str(finding.expected),
        "answered": None if answer is None else _answer(answer),
    }


def _answer(answer: Answer) -> dict[str, str]:
    return {
        "kind": answer.kind,
        "text": answer.text,
        "by": answer.by.get_username(),
        "at": answer.at.isoformat(),
    }


def _as_text(findings: Iterable[Finding], answers: Iterable[Answer]) -> str:
    latest = latest_answers(answers)
    lines = [line for finding in findings for line in _lines(finding, latest.get(finding.key))]
    return "\n".join(lines) if lines else "检查没有发现问题。"


def _lines(finding: Finding, answer: Answer | None) -> Iterator[str]:
    yield f"{finding.severity.value} {finding.id} {finding.message}"
    if finding.fix:
        yield f"    {finding.fix}"
    if finding.cells:
        yield f"    数据：{'、'.join(str(cell) for cell in finding.cells)}"
    if answer is not None:
        yield f"    {answer.get_kind_display()}：{answer.text}（{answer.by}）"
