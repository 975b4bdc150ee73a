"""The check code: what it is made of, and what may be typed for it."""

import hashlib
import json
import string
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosures.document.check_code import (
    ALPHABET,
    BadCode,
    check_code,
    digest_of,
    grouped,
    parse_code,
    recorded,
)
from disclosures.facts import Fact, FactSheet, Source
from disclosures.narrative.scope import TextKey, Texts
from disclosures.tables import Cell

WHEN = datetime(2021, 9, 15, 2, 5, 30, tzinfo=UTC)
TITLE = "某某中心2020年度部门决算"
CODES = st.text(ALPHABET, min_size=16, max_size=16)


def sheet(**values: str) -> FactSheet:
    facts = {Cell("income", key, "total"): Fact(Decimal(value)) for key, value in values.items()}
    return FactSheet(2020, facts, {("occasions", "1"): "来访"}, FactSheet(2019, facts))


def test_a_code_is_the_start_of_the_hash_in_base_32() -> None:
    facts = "ab" * 32
    hashed = hashlib.sha256(
        json.dumps(
            [1, TITLE, "2021-09-15T02:05:30+00:00", facts],
            ensure_ascii=False,
            separators=(",", ":"),
        ).encode()
    ).digest()
    bits = "".join(f"{byte:08b}" for byte in hashed)[:80]
    expected = "".join(ALPHABET[int(bits[at : at + 5], 2)] for at in range(0, 80, 5))
    assert check_code(1, TITLE, WHEN, facts) == expected == "Z9WY8CSVAPCAQEBP"


def test_the_alphabet_has_no_letter_that_looks_like_another() -> None:
    everything = string.digits + string.ascii_uppercase
    assert "".join(sorted(set(everything) - set("ILOU"))) == ALPHABET


def test_a_code_depends_on_all_that_it_is_made_of_and_not_on_the_zone() -> None:
    facts = digest_of(recorded(sheet(total="1")))
    code = check_code(1, TITLE, WHEN, facts)
    others = {
        check_code(2, TITLE, WHEN, facts),
        check_code(1, TITLE + "（本级）", WHEN, facts),
        check_code(1, TITLE, WHEN + timedelta(seconds=1), facts),
        check_code(1, TITLE, WHEN, digest_of(recorded(sheet(total="1.01")))),
    }
    assert len(others | {code}) == 5
    assert check_code(1, TITLE, WHEN.astimezone(timezone(timedelta(hours=8))), facts) == code
    assert check_code(1, TITLE, WHEN.replace(microsecond=1), facts) == code


@given(st.integers(1, 999), st.text(max_size=20), st.binary(max_size=8))
def test_every_code_is_read_back_as_it_is_printed(version: int, title: str, facts: bytes) -> None:
    code = check_code(version, title, WHEN, facts.hex())
    assert len(code) == 16
    assert set(code) <= set(ALPHABET)
    assert parse_code(grouped(code)) == parse_code(code) == code


@given(CODES, st.data())
def test_case_blanks_dashes_and_letters_alike_are_forgiven(code: str, data: st.DataObject) -> None:
    alike = {"0": "0Oo０", "1": "1IiLl１"}
    filling = st.text(" -—_　－\t", max_size=2)
    typed = data.draw(filling)
    for character in code:
        choices = alike.get(character, character + character.lower())
        typed += data.draw(st.sampled_from(choices)) + data.draw(filling)
    assert parse_code(typed) == code


@given(st.text(max_size=20))
def test_anything_else_is_refused_with_a_sentence(text: str) -> None:
    try:
        assert parse_code(grouped(parse_code(text))) == parse_code(text)
    except BadCode as error:
        assert str(error).startswith("校验码")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "校验码有 16 个字符，现有 0 个，请照文件上印的校验码输入完整"),
        (
            "5K3D-9QWX-7TRB-2M0",
            "校验码有 16 个字符，现有 15 个，请照文件上印的校验码输入完整",
        ),
        (
            "5K3D-9QWX-7TRB-2M0U",
            "校验码中没有“U”，只有数字和字母，请照文件上印的校验码输入",
        ),
        (
            "校验码5K3D",
            "校验码中没有“校”，只有数字和字母，请照文件上印的校验码输入",
        ),
    ],
)
def test_what_is_wrong_is_said(typed: str, said: str) -> None:
    with pytest.raises(BadCode) as error:
        parse_code(typed)
    assert str(error.value) == said


TEXTS = Texts(
    {TextKey("use", "total"): "办公", TextKey("reason", "item", "2050102"): "“节约”"},
    {"organisation": "三个科室", "duties": "职责"},
)


def test_what_is_recorded() -> None:
    assert recorded(sheet(total="1.5", other="2"), TEXTS) == {
        "facts": [
            [2019, "income", "other", "total", "2.00", False],
            [2019, "income", "total", "total", "1.50", False],
            [2020, "income", "other", "total", "2.00", False],
            [2020, "income", "total", "total", "1.50", False],
        ],
        "texts": {
            "prose": {"duties": "职责", "organisation": "三个科室"},
            "explanations": [["reason", "item", "2050102", "“节约”"], ["use", "total", "", "办公"]],
        },
        "labels": [["occasions", "1", "来访"]],
    }


def test_the_digest_is_that_of_figures_and_texts_alone() -> None:
    one = sheet(total="1.50", other="2")
    facts = {
        Cell("income", "other", "total"): Fact(Decimal("2.00"), Source("workbook")),
        Cell("income", "total", "total"): Fact(Decimal("1.5")),
    }
    again = FactSheet(2020, facts, one.labels, FactSheet(2019, facts))
    backwards = Texts(
        dict(reversed([*TEXTS.explanations.items()])), dict(reversed([*TEXTS.prose.items()]))
    )
    digest = digest_of(recorded(one, TEXTS))
    assert digest_of({**recorded(again, backwards), "events": []}) == digest
    others = [
        recorded(sheet(total="1.51", other="2"), TEXTS),
        recorded(sheet(total="1.5"), TEXTS),
        recorded(one.with_prior(None), TEXTS),
        recorded(FactSheet(2020, one.facts, {("occasions", "1"): "来访。"}, one.prior), TEXTS),
        recorded(FactSheet(2021, one.facts, one.labels, one.prior), TEXTS),
        recorded(one),
    ]
    assert len({digest, *map(digest_of, others)}) == 7
