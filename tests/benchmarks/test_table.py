"""What the parts print becomes rows of one table."""

import pytest

from benchmarks.__main__ import rows

pytestmark = pytest.mark.pure

PRINTED = """Some words | with a bar

| query | found | p50, ms |
|---|---|---|
| 决算 | 3 | 20 |
| all 40 | | 30 |

| served by | pages a second |
|---|---|
| nginx | 30000 |
"""


def test_every_row_names_what_it_tells() -> None:
    assert list(rows(PRINTED)) == [
        ("决算", "found: 3; p50, ms: 20"),
        ("all 40", "p50, ms: 30"),
        ("nginx", "pages a second: 30000"),
    ]


def test_only_those_that_are_taken_over() -> None:
    assert list(rows(PRINTED, only="all")) == [("all 40", "p50, ms: 30")]
