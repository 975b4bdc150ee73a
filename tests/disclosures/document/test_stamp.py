"""The stamp: what it says, in which time, and which documents have one."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from disclosures.document.assemble import assemble
from disclosures.document.check_code import BadCode
from disclosures.document.text import lines
from disclosures.document.tree import Document
from disclosures.facts import FactSheet
from disclosures.narrative.scope import Texts
from tests.disclosures import samples
from tests.disclosures.stamps import FIRST, SECOND


def test_what_a_stamp_says() -> None:
    assert list(FIRST.lines()) == [
        ("版次", "第1版"),
        ("公开时间", "2021年9月15日10时05分"),
        ("校验码", "5K3D-9QWX-7TRB-2M0Z"),
    ]
    assert list(SECOND.lines())[-1] == ("更正说明", "替代第1版：更正了公务接待的人次。")
    assert FIRST.hint == (
        "扫描二维码，或在 https://ysgk.example.gov.cn/verify/ 输入校验码，可核对本文件。"
    )


def test_it_is_dated_in_beijing() -> None:
    late = replace(FIRST, published_at=datetime(2021, 12, 31, 16, 30, tzinfo=UTC))
    assert (late.date, late.time) == ("2022年1月1日", "2022年1月1日0时30分")


def test_a_stamp_without_zone_code_or_address_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        replace(FIRST, published_at=datetime(2021, 9, 15))
    with pytest.raises(ValueError, match="not a check code"):
        replace(FIRST, code="5K3D-9QWX-7TRB-2M0Z")
    with pytest.raises(BadCode):
        replace(FIRST, code="5K3D")
    with pytest.raises(ValueError, match="not the address of a page"):
        replace(FIRST, address="javascript:alert(1)")


def test_a_draft_has_none(demonstration: Document) -> None:
    assert demonstration.stamped(FIRST).as_draft().stamp is None
    with pytest.raises(ValueError, match="draft"):
        demonstration.as_draft().stamped(FIRST)


def test_the_lines_of_a_stamped_document(demonstration: Document) -> None:
    plain, stamped = list(lines(demonstration)), list(lines(demonstration.stamped(SECOND)))
    assert stamped[2:7] == [
        ("封面", "版次：第2版"),
        ("封面", "公开时间：2021年9月15日10时05分"),
        ("封面", "校验码：0123-4567-89AB-CDEF"),
        ("封面", "更正说明：替代第1版：更正了公务接待的人次。"),
        ("封面", "核对网址：https://ysgk.example.gov.cn/verify/0123-4567-89AB-CDEF/"),
    ]
    assert stamped[:2] + stamped[7:] == plain


def dated(jurisdiction: str, year: int) -> Document:
    standard = samples.standard(jurisdiction, year)
    return assemble(standard, FactSheet(year, {}), samples.UNIT, Texts()).document


def test_the_date_above_the_contents_is_that_of_the_stamp() -> None:
    document = dated("sichuan", 2022)
    assert document.stamped(FIRST).date_line == "公开时间：2021年9月15日"
    assert document.as_draft().date_line == "公开时间：（公开时填写）"
    assert document.date_line == ""
    assert ("目录", "公开时间：2021年9月15日") in lines(document.stamped(FIRST))
    assert not any("公开时间" in line for _, line in lines(document))


@pytest.mark.parametrize(
    "of",
    [of for of in samples.SHIPPED if of != ("sichuan", 2022)],
    ids=lambda of: f"{of[0]}-{of[1]}",
)
def test_other_standards_have_no_such_line(of: tuple[str, int]) -> None:
    assert dated(*of).stamped(FIRST).date_line == ""
    assert dated(*of).as_draft().date_line == ""
