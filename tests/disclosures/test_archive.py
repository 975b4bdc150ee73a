"""A ZIP depends on its files alone."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosures.archive import unzipped, zipped

PATHS = st.text("abc/.公开", min_size=1, max_size=12)


@given(st.dictionaries(PATHS, st.binary(max_size=50), max_size=5))
def test_what_is_put_in_comes_out(files: dict[str, bytes]) -> None:
    data = zipped(files)
    assert unzipped(data) == files
    assert zipped(files) == data


def test_no_entry_has_a_time_or_rights_of_its_own() -> None:
    archive = zipfile.ZipFile(io.BytesIO(zipped({"b": b"", "a/c": b"x"})))
    assert [
        (entry.filename, entry.date_time, entry.create_system, oct(entry.external_attr >> 16))
        for entry in archive.infolist()
    ] == [
        ("b", (1980, 1, 1, 0, 0, 0), 3, "0o100644"),
        ("a/c", (1980, 1, 1, 0, 0, 0), 3, "0o100644"),
    ]


def test_damage_is_noticed() -> None:
    data = zipped({"a": b"content " * 100})
    for damaged in (b"", data[:-30], data[:40] + b"\xff\xff\xff" + data[43:]):
        with pytest.raises(ValueError, match="not a whole ZIP"):
            unzipped(damaged)
