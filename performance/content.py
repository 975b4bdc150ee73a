"""All that is stored of a project or of the management, as the log tells what was changed of it."""

from collections.abc import Iterator, Mapping

from django.db.models import Model

from disclosures.events import Change, held, held_changes
from performance.models import Management, Project

LINES = {
    Project: ("funding", "indicators", "tasks"),
    Management: ("budget", "texts"),
}
"""By model the lines below a row."""

PARENTS = frozenset({"disclosure", "project", "management"})
"""Fields that say whose a row or line is."""

Content = Mapping[tuple[type[Model], int], tuple[str, Mapping[str, str]]]
"""By model and key what a row or line is called, and what its fields hold."""


def content(row: Project | Management) -> Content:
    """What the database holds of ``row`` and of the lines below it."""
    stored = type(row)._base_manager.get(pk=row.pk)
    lines = [line for name in LINES[type(row)] for line in getattr(stored, name).all()]
    own = {(type(row), stored.pk): ("", held(stored, PARENTS))}
    return own | {(type(line), line.pk): (str(line), held(line, PARENTS)) for line in lines}


def differences(row: Project | Management, before: Content, after: Content) -> Iterator[Change]:
    """What was changed of ``row``; an empty content is that of a row not there."""
    called = row.name if isinstance(row, Project) else str(row._meta.verbose_name)
    for key in dict.fromkeys((*before, *after)):
        (_, old), (_, new) = (side.get(key, ("", {})) for side in (before, after))
        name, _ = after.get(key) or before[key]
        yield from held_changes(old, new, f"{called} {name}".strip())
