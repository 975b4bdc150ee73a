"""Many published disclosures in PostgreSQL, written by SQL: nothing is rendered, no file is stored.

Made-up units, ten a department, its own office among them; of each ten years of budgets and final
accounts, and those of the department as a whole. Figures are numbers made from keys.
"""

from typing import Any

from django.contrib.auth.models import User
from django.db import connection

from disclosures import classification
from disclosures.comparison.lines import places
from disclosures.models import Disclosure, Kind, Level, Nature, Unit
from disclosures.standards.loader import load
from disclosures.tables import Cell

YEARS = range(2020, 2030)

A_DEPARTMENT = 10
"""Units of a department."""

OF_A_DEPARTMENT = (A_DEPARTMENT + 1) * len(YEARS) * len(Kind)
"""Disclosures of a department and its units together."""

_DISCLOSURES = """
INSERT INTO disclosures_disclosure
    (unit_id, year, kind, level, state, version, correction, approval_number, signed_opinion,
     approval_date)
SELECT unit.id, year, kind, level, 'published', 1, '', '', '', make_date(year + 1, 8, 1)
FROM disclosures_unit unit, generate_series(%(first)s, %(last)s) year,
    unnest(%(kinds)s::text[]) kind, unnest(%(levels)s::text[]) level
WHERE unit.id > %(before)s AND (level = 'unit' OR unit.parent_id IS NULL)
ORDER BY year, kind, unit.id
"""

_PUBLICATIONS = """
INSERT INTO disclosures_publication
    (disclosure_id, version, title, standard, reason, texts, labels, digest, code, published_at,
     published_by_id)
SELECT one.id, 1, unit.name || one.year || '年度' || one.kind, '', '', '{}', '[]', '',
    lpad(one.id::text, 16, '0'), make_date(one.year + 1, 8, 1) + one.id * interval '1 second',
    %(by)s
FROM disclosures_disclosure one JOIN disclosures_unit unit ON unit.id = one.unit_id
WHERE one.unit_id > %(before)s
ORDER BY one.id
"""

_SEARCHABLE = """
INSERT INTO disclosures_searchable
    (disclosure_id, publication_id, year, kind, region, unit_name, passages, terms)
SELECT one.id, publication.id, one.year, one.kind, unit.region, unit.name,
    jsonb_build_array(jsonb_build_array('p-1', '', unit.name)),
    '决算 财政 ' || unit.slug || ' ' || md5((one.id %% 1000)::text)
FROM disclosures_publication publication
    JOIN disclosures_disclosure one ON one.id = publication.disclosure_id
    JOIN disclosures_unit unit ON unit.id = one.unit_id
WHERE one.unit_id > %(before)s
ORDER BY one.id
"""

_FACTS = """
INSERT INTO disclosures_publishedfact
    (publication_id, year, "table", "row", "column", value, rounded)
SELECT publication.id, one.year, cell.of_table, cell.of_row, cell.of_column,
    one.id * 1000 + cell.number, false
FROM disclosures_publication publication
    JOIN disclosures_disclosure one ON one.id = publication.disclosure_id,
    unnest(%(tables)s::text[], %(rows)s::text[], %(columns)s::text[])
        WITH ORDINALITY cell (of_table, of_row, of_column, number)
WHERE one.unit_id > %(before)s
    AND one.year = %(year)s AND one.kind = %(kind)s AND one.level = %(level)s
ORDER BY publication.id, cell.number
"""


def fill(disclosures: int, figures: int) -> int:
    """Adds whole departments up to about so many disclosures; how many there are then.

    Each has ``figures`` figures, those that are compared among them, and more where there are more.
    """
    there = Disclosure.objects.count()
    departments = round((disclosures - there) / OF_A_DEPARTMENT) or int(there < disclosures)
    newest = Unit.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    _units(Unit.objects.count(), departments)
    by, _ = User.objects.get_or_create(username="publisher")
    years = {"first": YEARS[0], "last": YEARS[-1]}
    choices = {"kinds": list(Kind.values), "levels": list(Level.values)}
    with connection.cursor() as cursor:
        for statement in (_DISCLOSURES, _PUBLICATIONS, _SEARCHABLE):
            cursor.execute(
                "ANALYZE disclosures_unit, disclosures_disclosure, disclosures_publication"
            )
            cursor.execute(statement, {**years, **choices, "before": newest, "by": by.pk})
        for year in YEARS:
            for kind in Kind:
                for level in Level:
                    of: dict[str, Any] = {"year": year, "kind": kind.value, "level": level.value}
                    cells = _by_column(_cells(kind, year, level, figures))
                    cursor.execute(_FACTS, {**cells, **of, "before": newest})
        cursor.execute("ANALYZE")
    return Disclosure.objects.count()


def _units(number: int, departments: int) -> None:
    for first in range(number, number + departments * A_DEPARTMENT, A_DEPARTMENT):
        region = f"某{first // A_DEPARTMENT % 100}县"
        made = [
            Unit(name=f"单位{place}", slug=f"u{place}", region=region, nature=Nature.INSTITUTION)
            for place in range(first, first + A_DEPARTMENT)
        ]
        made[0].save()
        for one in made[1:]:
            one.parent = made[0]
        Unit.objects.bulk_create(made[1:])


def _by_column(cells: list[Cell]) -> dict[str, Any]:
    tables, rows, columns = map(list, zip(*cells, strict=True))
    return {"tables": tables, "rows": rows, "columns": columns}


def _cells(kind: Kind, year: int, level: Level, figures: int) -> list[Cell]:
    """The compared cells of the national standard, and so many others of its expenditure."""
    standard = load("national", kind, year, level, classification.load(year))
    compared = list(dict.fromkeys(places(standard).values()))
    others = (Cell("expenditure", f"2{number:06}", "total") for number in range(figures))
    return [*compared, *others][: max(figures, len(compared))]
