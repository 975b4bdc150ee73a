"""Lines of the unit's own text as the rows of a table."""

import pytest

from disclosures.checks.context import Context
from disclosures.checks.run import run
from disclosures.document.assemble import assemble
from disclosures.document.listing import listing
from disclosures.document.tree import FormBlock, Paragraph, Section
from disclosures.facts import FactSheet
from disclosures.narrative.scope import Texts
from disclosures.standards.model import ListingDef, Standard
from tests.disclosures import samples
from tests.disclosures.checks.contexts import context

UNITS = ListingDef("units", "单位构成", ("单位名称", "备注"), (6, 4), "序号", "units")


def rows(text: str, definition: ListingDef = UNITS) -> list[list[str]]:
    block = listing(definition, text)
    return [[cell.text for cell in row] for row in block.rows[1:]] if block else []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n|\n\t\n", []),
        ("某局", [["1", "某局", ""]]),
        (
            "某局（本级）\n\n某中心 | 并入本级",
            [["1", "某局（本级）", ""], ["2", "某中心", "并入本级"]],
        ),
        ("某中心｜并入本级", [["1", "某中心", "并入本级"]]),
        ("某局\t\n某中心\t并入\u200b本级", [["1", "某局", ""], ["2", "某中心", "并入本级"]]),
        # A table copied from a document, with its heads and numbers.
        (
            "序号\t单位名称\t备注\n1\t某局\t\n2.\t某中心\t并入",
            [["1", "某局", ""], ["2", "某中心", "并入"]],
        ),
        ("单位名称|备注\n某局|", [["1", "某局", ""]]),
        ("某局|甲|乙|丙", [["1", "某局", "甲 乙 丙"]]),
        ("|只有备注", [["1", "", "只有备注"]]),
        ("101中学", [["1", "101中学", ""]]),
        ("{unit}|<b>&amp;", [["1", "{unit}", "<b>&amp;"]]),
    ],
)
def test_rows(text: str, expected: list[list[str]]) -> None:
    assert rows(text) == expected


def test_a_table_without_numbers() -> None:
    plain = ListingDef("units", "单位", ("单位名称",), (1,))
    block = listing(plain, "1\n某局|备注")
    assert block is not None
    assert [[(cell.kind, cell.text) for cell in row] for row in block.rows] == [
        [("head", "单位名称")],
        [("text", "1")],
        [("text", "某局 备注")],
    ]
    assert block.widths == (1,)


@pytest.fixture(scope="module")
def shanghai() -> Standard:
    return samples.standard("shanghai", 2024)


def section(of: Standard, units: str) -> Section:
    texts = Texts(prose={"units": units})
    return assemble(of, FactSheet(2024, {}), "某局", texts).document.parts[0].sections[1]


def test_the_sentence_above_is_said_of_several(shanghai: Standard) -> None:
    kinds = [[type(b) for b in section(shanghai, text).blocks] for text in ("", "甲", "甲\n乙")]
    assert kinds == [[], [FormBlock], [Paragraph, FormBlock]]


def test_it_is_asked_for_and_missing_until_it_is_written(shanghai: Standard) -> None:
    assembled = assemble(shanghai, FactSheet(2024, {}), "某局", Texts())
    assert assembled.prose == ("duties", "units", "performance")
    assert shanghai.prose_names()[:3] == ("duties", "units", "performance")
    of_a_unit = samples.standard("shanghai", 2024, "unit")
    assert of_a_unit.prose_names()[:3] == ("duties", "organisation", "performance")


def test_a_list_of_units_may_name_others(shanghai: Standard) -> None:
    """A name by itself on a line is a signature in any other text (N17)."""
    others = ("某区某中心",)

    def names(prose: str) -> list[str]:
        texts = Texts(prose={prose: "某区某局（本级）\n某区某中心"})
        over: Context = context(
            shanghai, FactSheet(2024, {}), texts, "某区某局", other_names=others
        )
        return [finding.id for finding in run(over) if finding.id == "N17"]

    assert (names("units"), names("duties")) == ([], ["N17"])
