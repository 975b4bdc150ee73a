"""预算绩效 of the demonstration: ``performance.toml`` in its folder; amounts there are 万元."""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from disclosures.amounts import YUAN_PER_WAN
from disclosures.events import record
from disclosures.models import Action, Disclosure
from performance.content import content, differences
from performance.models import (
    Classification,
    Funding,
    Indicator,
    InitialBudget,
    Management,
    Project,
    ReportText,
    Task,
)

FILE = "performance.toml"


def load(disclosure: Disclosure, folder: Path) -> None:
    """Gives ``disclosure`` what the file holds; nothing is done when there is none.

    Raises OSError and TOMLDecodeError when the file is damaged.
    """
    path = folder / FILE
    if not path.exists():
        return
    data = tomllib.loads(path.read_text("utf-8"))
    with transaction.atomic():
        management, projects = _management(disclosure, data), _projects(disclosure, data)
        rows: list[Management | Project] = [management, *projects]
        changes = [one for row in rows for one in differences(row, {}, content(row))]
        record(Action.PERFORMANCE, None, disclosure=disclosure, changes=changes)


def _management(disclosure: Disclosure, data: dict[str, Any]) -> Management:
    entry = dict(data["management"])
    entry["appropriation"] = _yuan(entry.get("appropriation"))
    management = Management.objects.create(disclosure=disclosure, **entry)
    InitialBudget.objects.bulk_create(_budget(management, data))
    ReportText.objects.bulk_create(
        ReportText(management=management, name=name, text=text.strip())
        for name, text in data.get("report", {}).items()
    )
    return management


def _projects(disclosure: Disclosure, data: dict[str, Any]) -> list[Project]:
    return [
        _project(disclosure, position, entry) for position, entry in enumerate(data["projects"], 1)
    ]


def _budget(management: Management, data: dict[str, Any]) -> list[InitialBudget]:
    return [
        InitialBudget(
            management=management,
            classification=classification,
            code=code,
            **{column: _yuan(value) for column, value in amounts.items()},
        )
        for classification in Classification.values
        for code, amounts in data.get("budget", {}).get(classification, {}).items()
    ]


def _project(disclosure: Disclosure, position: int, entry: dict[str, Any]) -> Project:
    lines = ("funding", "indicators", "tasks")
    own = {key: value for key, value in entry.items() if key not in lines}
    project = Project.objects.create(disclosure=disclosure, position=position, **own)
    Funding.objects.bulk_create(
        Funding(
            project=project,
            source=source,
            **{column: _yuan(value) for column, value in amounts.items()},
        )
        for source, amounts in entry["funding"].items()
    )
    Indicator.objects.bulk_create(
        Indicator(project=project, position=number, **indicator)
        for number, indicator in enumerate(entry["indicators"], 1)
    )
    Task.objects.bulk_create(
        Task(project=project, position=number, **task)
        for number, task in enumerate(entry.get("tasks", ()), 1)
    )
    return project


def _yuan(wan: str | None) -> Decimal | None:
    """An amount written in 万元, in 元."""
    return None if wan is None else Decimal(wan) * YUAN_PER_WAN
