"""Numbers of the whole site that no other row tells: every process adds what it counted.

It does so when a request or a job is over, outside every transaction: within one it would keep all
others waiting that count the same.
"""

import json
import logging
from bisect import bisect_left
from collections.abc import Mapping

from django.db import Error, connection

from disclosures.models.tally import Tally
from disclosures.telemetry.counting import BOUNDS, SHARED, Amounts, Durations, Labels
from disclosures.waiting import waiting

_log = logging.getLogger(__name__)

_ADD = """
INSERT INTO disclosures_tally AS held (name, labels, amount) VALUES {}
ON CONFLICT (name, labels) DO UPDATE SET amount = held.amount + excluded.amount
"""


def flush() -> None:
    """Adds to the rows what this process counted; what they do not take now is added next time."""
    amounts = SHARED.drain()
    if not amounts:
        return
    try:
        with waiting(patient=False):
            _add(amounts)
    except Error:
        SHARED.put_back(amounts)
        _log.debug("The database is busy or away: what was counted is added later.", exc_info=True)


def _add(amounts: Amounts) -> None:
    """In an order that all processes keep, so that none waits for another that waits for it."""
    values: list[str | float] = []
    for (name, labels), amount in sorted(amounts.items()):
        values += (name, json.dumps(dict(labels), ensure_ascii=False), amount)
    with connection.cursor() as cursor:
        cursor.execute(_ADD.format(", ".join(["(%s, %s, %s)"] * len(amounts))), values)


def counts(name: str) -> dict[Labels, float]:
    """How much there was of it, by labels."""
    rows = Tally.objects.filter(name=name).order_by("labels").values_list("labels", "amount")
    return {tuple(json.loads(labels).items()): amount for labels, amount in rows}


def durations(name: str) -> Mapping[Labels, Durations]:
    """How long things of that name took, by labels; also where BOUNDS were others once."""
    classes: dict[Labels, list[int]] = {}
    for labels, count in counts(f"{name}_bucket").items():
        bound = float(dict(labels)["le"])
        of = tuple(pair for pair in labels if pair[0] != "le")
        held = classes.setdefault(of, [0] * (len(BOUNDS) + 1))
        held[bisect_left(BOUNDS, bound)] += int(count)
    seconds = counts(f"{name}_sum")
    return {of: Durations(tuple(held), seconds[of]) for of, held in sorted(classes.items())}
