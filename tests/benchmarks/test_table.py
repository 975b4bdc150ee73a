"""What the parts print becomes rows of one table."""

import pytest

from benchmarks.table import HEAD, Row, of_the_aim, rows

pytestmark = pytest.mark.pure

SEARCH = Row("1,000 documents", "16 ms", 1400, of_the_aim(24, 100), 152.4, "p99 24 ms")
START = Row("manage.py check", "1.50 s", 5)


def test_every_row_has_all_columns() -> None:
    assert str(SEARCH) == "| 1,000 documents | 16 ms | 0.24 of the aim | 1,400 | 152 | p99 24 ms |"
    assert str(START) == "| manage.py check | 1.50 s |  | 5 |  |  |"
    assert {line.count("|") for line in (*HEAD.splitlines(), str(SEARCH), str(START))} == {7}


def test_rows_are_found_among_what_else_is_printed() -> None:
    printed = f"Some words | with a bar\n\n| query | p50 |\n|---|---|\n| 决算 | 3 |\n\n{HEAD}\n"
    assert list(rows(f"{printed}{SEARCH}\n{START}\n\nThe end\n{HEAD}\n{START}\n")) == [
        str(SEARCH),
        str(START),
        str(START),
    ]
