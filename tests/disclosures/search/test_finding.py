"""What is found, in which order, and what is never found."""

import re

import pytest

from disclosures.models import Disclosure, Kind, Searchable, State, Unit
from disclosures.search import words
from disclosures.search.finding import MOST, PER_PAGE, Filters, Found, find
from disclosures.search.index import index, renamed
from disclosures.store import read
from tests.disclosures.searchable import publish
from tests.disclosures.site.life import TOTAL, Life

pytestmark = pytest.mark.django_db


def found(typed: str, filters: Filters = Filters()) -> list[str]:  # noqa: B008
    """The titles of what is found."""
    return [one.publication.title for one in find(words.query(typed), filters).results]


def shown(typed: str) -> list[tuple[str, str]]:
    """Anchor and text of every passage shown, the words in brackets."""
    return [
        (
            one.anchor,
            "".join(f"[{span.text}]" if span.hit else span.text for span in one.text.spans),
        )
        for result in find(words.query(typed)).results
        for one in result.excerpts
    ]


def test_a_unit_so_called_comes_before_a_text_that_names_it(education: Unit, water: Unit) -> None:
    publish(water, 2021, "与远山市教育局合建校舍。")
    publish(education, 2020, "办学。")
    publish(education, 2021, "办学。")
    by_name = [
        "远山市教育局2021年度部门决算",
        "远山市教育局2020年度部门决算",
        "近水县水利局2021年度部门决算",
    ]
    assert found("教育局") == found("远山市教育局") == found("教育") == by_name
    assert found("市教局") == by_name[:2]
    assert found("水利 教育局") == by_name[2:]


@pytest.mark.parametrize("typed", ["yssjyj", "YSSJYJ", "sjyj", "jyj", "ｊｙｊ", "sjj", "jyj 2020"])
def test_by_initials(education: Unit, water: Unit, typed: str) -> None:
    publish(water, 2020, "治水。")
    publish(education, 2020, "办学。")
    assert found(typed) == ["远山市教育局2020年度部门决算"]


def test_words_that_are_not_together_are_not_the_word(education: Unit) -> None:
    publish(education, 2020, "校舍修缮。", "维修校舍。缮写。")
    assert found("修缮") == ["远山市教育局2020年度部门决算"]
    assert found("缮校") == found("校舍维修") == []
    assert found("校舍 维修") == ["远山市教育局2020年度部门决算"]


@pytest.mark.parametrize(
    ("typed", "passages"),
    [
        ("水库", [("p-2", "二、红旗[水库]加固项目支出120.5万元。")]),
        ("红旗水库加固项目", [("p-2", "二、[红旗水库加固项目]支出120.5万元。")]),
        ("120.5", [("p-2", "二、红旗水库加固项目支出[120.5]万元。")]),
        ("5.1120", [("p-5", "15.1120与5.11203不是，[５．1120]是")]),
        ("三公经费", [("p-1", "一、“[三公”经费]3万元。…")]),
        ("会议费", [("p-1", "…[会议费]无。")]),
        (
            "水库 会议费",
            [("p-1", "…[会议费]无。"), ("p-2", "二、红旗[水库]加固项目支出120.5万元。")],
        ),
        ("2130305", [("p-3", "[2130305] 水利工程建设")]),
        ("ＩＰＴＶ", [("p-4", "[iptv]与[IPTV]")]),
        ("情况说明", [("part-1", "一、[情况说明]")]),
        ("近水县", []),
    ],
)
def test_where_the_words_stand(water: Unit, typed: str, passages: list[tuple[str, str]]) -> None:
    publish(
        water,
        2020,
        "一、“三公”经费3万元。会议费无。",
        "二、红旗水库加固项目支出120.5万元。",
        "2130305 水利工程建设",
        "iptv与IPTV",
        "15.1120与5.11203不是，５．1120是",
    )
    assert found(typed) == ["近水县水利局2020年度部门决算"]
    assert shown(typed) == passages


def test_of_many_passages_those_with_most_words(water: Unit) -> None:
    publish(water, 2020, "堤防甲", "堤防乙", "堤防丙", "堤防丁与水闸", "堤防甲")
    assert shown("堤防") == [("p-1", "[堤防]甲"), ("p-2", "[堤防]乙"), ("p-3", "[堤防]丙")]
    assert shown("堤防 水闸") == [
        ("p-1", "[堤防]甲"),
        ("p-2", "[堤防]乙"),
        ("p-4", "[堤防]丁与[水闸]"),
    ]


def test_of_a_long_sentence_what_is_around_the_word(water: Unit) -> None:
    publish(water, 2020, f"{'前' * 200}堤防{'后' * 200}")
    assert shown("堤防") == [("p-1", f"…{'前' * 40}[堤防]{'后' * 78}…")]


def test_narrowed(education: Unit, water: Unit) -> None:
    publish(education, 2020, "校舍。")
    publish(education, 2021, "校舍。", kind=Kind.BUDGET)
    publish(water, 2021, "校舍。")
    accounts, budget, other = (
        "远山市教育局2020年度部门决算",
        "远山市教育局2021年度部门预算",
        "近水县水利局2021年度部门决算",
    )
    assert found("校舍") == [other, budget, accounts]
    assert found("校舍", Filters(year=2021)) == [other, budget]
    assert found("校舍", Filters(region="远山市")) == [budget, accounts]
    assert found("校舍", Filters(kind="budget")) == [budget]
    assert found("校舍", Filters(2020, "近水县")) == found("校舍", Filters(1999)) == []
    assert found("远山市教育局2021年度预算") == [budget]


def test_words_typed_as_one_are_parted_where_nothing_has_them_so(education: Unit) -> None:
    publish(education, 2020, "校舍。")
    result = find(words.query("教育局部门决算"))
    assert (result.relaxed, [word.text for word in result.query.words]) == (
        True,
        ["教育局", "决算"],
    )
    assert result.count == 1
    assert not find(words.query("教育局")).relaxed


def test_pages(water: Unit) -> None:
    for year in range(2000, 2000 + PER_PAGE + 2):
        publish(water, year, "治水。")
    query = words.query("治水")
    first, second, beyond = (find(query, page=number) for number in (1, 2, 99))
    assert [one.publication.disclosure.year for one in first.results] == list(range(2011, 2001, -1))
    assert [one.publication.disclosure.year for one in second.results] == [2001, 2000]
    assert (first.count, first.pages, first.more, first.page) == (PER_PAGE + 2, 2, False, 1)
    assert (beyond.page, beyond.results) == (2, second.results)
    assert find(query, page=-3).page == 1


def test_what_cannot_be_looked_up_finds_nothing(education: Unit) -> None:
    publish(education, 2020, "校舍。")
    for typed in ("", "校", "，。*", "\x00", '"', "😀"):
        assert find(words.query(typed)) == Found(words.query(typed))


@pytest.mark.parametrize(
    "typed",
    [
        'NEAR("校舍")',
        "校舍*",
        "-校舍",
        "terms:校舍",
        "^校舍",
        "'校舍'; DROP TABLE",
        "{校舍}",
        "校舍\x00",
        "校舍 OR 没有",
        "% _ 校舍\\",
        "校" * 300,
    ],
)
def test_signs_of_a_query_language_are_no_signs(education: Unit, typed: str) -> None:
    publish(education, 2020, "校舍。near terms drop table")
    expected = [] if "没有" in typed or len(typed) > 100 else ["远山市教育局2020年度部门决算"]
    assert found(typed) == expected


def test_a_published_version_is_found_where_it_is(life: Life) -> None:
    publication = life.publish()
    index(life.disclosure)
    for typed in ("电教教仪站", "snsdjjyz", "遂宁 住房公积金", "2210201", "244.24", "智慧课堂"):
        assert found(typed) == ["遂宁市电教教仪站2020年度部门决算"], typed
    assert shown("244.24 下降59.4%")[0] == (
        "p-part-2-1-1",
        "2020年度收、支总计[244.24]万元。…",
    )
    page = read(publication.files.get(format="html")).decode()
    places = {place[0] for place in Searchable.objects.get().passages}
    assert len(places) > 100
    assert places <= set(re.findall(r' id="([^"]*)"', page))


def test_a_draft_is_never_found(life: Life) -> None:
    for state in (State.DRAFT, State.SUBMITTED, State.APPROVED):
        Disclosure.objects.update(state=state)
        assert index(life.disclosure) is False
        assert found("电教") == []
    assert not Searchable.objects.exists()


def test_of_a_correction_only_the_new_version_is_found(life: Life) -> None:
    life.publish()
    index(life.disclosure)
    assert found("244.24") == ["遂宁市电教教仪站2020年度部门决算"]
    life.correct("总计误填，按批复更正", lambda: life.enter(TOTAL, "2443400.00"))
    assert found("244.24") == found("244.34") == []
    index(life.disclosure)
    (result,) = find(words.query("244.34")).results
    assert result.publication.version == 2


def test_what_was_withdrawn_is_gone_at_once(life: Life) -> None:
    life.publish()
    index(life.disclosure)
    life.withdraw("含有工作秘密，依法不予公开")
    assert Searchable.objects.count() == 1
    assert found("电教") == []
    assert index(life.disclosure) is False
    assert not Searchable.objects.exists()


def test_a_unit_is_found_by_its_new_name(education: Unit) -> None:
    publish(education, 2020, "办学。")
    education.name, education.short_name = "远山市教育体育局", ""
    education.save()
    renamed(education)
    assert found("体育") == found("tyj") == ["远山市教育局2020年度部门决算"]
    assert found("市教局") == []


def test_many_are_counted_up_to_a_limit(water: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST == 1000
    monkeypatch.setattr("disclosures.search.finding.MOST", 3)
    for year in range(2000, 2005):
        publish(water, year, "治水。")
    result = find(words.query("治水"))
    assert (result.count, result.more, len(result.results)) == (3, True, 3)
    assert find(words.query("2001")).more is False
