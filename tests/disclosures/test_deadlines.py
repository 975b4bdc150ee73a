"""The last day to publish, and how a document stands against it."""

from datetime import UTC, date, datetime

import pytest

from disclosures.deadlines import Standing, due_date, ledger, reply_date, standing_of
from disclosures.models import Disclosure, Kind, Level, Unit
from disclosures.publication import Refused, register_approval
from tests.disclosures.drafts import clerk, published, publisher

TODAY = date(2021, 9, 10)


@pytest.mark.parametrize(
    ("approval", "due", "reply"),
    [
        (date(2021, 8, 20), date(2021, 9, 9), date(2021, 9, 4)),
        (date(2024, 2, 20), date(2024, 3, 11), date(2024, 3, 6)),
        (date(2021, 12, 20), date(2022, 1, 9), date(2022, 1, 4)),
        (None, None, None),
    ],
)
def test_calendar_days_after_the_reply(
    approval: date | None, due: date | None, reply: date | None
) -> None:
    assert (due_date(approval), reply_date(approval)) == (due, reply)


@pytest.mark.parametrize(
    ("due", "published_on", "withdrawn", "standing", "days"),
    [
        (date(2021, 9, 9), None, False, Standing.OVERDUE, -1),
        (date(2021, 9, 10), None, False, Standing.SOON, 0),
        (date(2021, 9, 15), None, False, Standing.SOON, 5),
        (date(2021, 9, 16), None, False, Standing.RUNNING, 6),
        (date(2021, 9, 9), date(2021, 9, 9), False, Standing.IN_TIME, 0),
        (date(2021, 9, 9), date(2021, 8, 1), False, Standing.IN_TIME, 39),
        (date(2021, 9, 9), date(2021, 9, 10), False, Standing.LATE, -1),
        (None, None, False, Standing.NOT_REPLIED, None),
        (None, date(2021, 9, 1), False, Standing.IN_TIME, None),
        (date(2021, 9, 9), date(2021, 9, 9), True, Standing.WITHDRAWN, None),
    ],
)
def test_standing(
    due: date | None,
    published_on: date | None,
    withdrawn: bool,
    standing: Standing,
    days: int | None,
) -> None:
    assert standing_of(due, published_on, withdrawn, TODAY) == (standing, days)


@pytest.fixture
def bureau(db: None) -> tuple[Unit, Unit, Unit, Unit]:
    """A department, two units of it, and one that lawfully publishes nothing."""
    department = Unit.objects.create(name="甲局", slug="jia", region="某区")
    one = Unit.objects.create(name="甲局信息中心", slug="jia-1", region="某区", parent=department)
    two = Unit.objects.create(name="甲局执法队", slug="jia-2", region="某区", parent=department)
    exempt = Unit.objects.create(name="乙局", slug="yi", region="某区", exempt="整体涉密")
    return department, one, two, exempt


def make(unit: Unit, level: Level, approval: date | None = None) -> Disclosure:
    return Disclosure.objects.create(
        unit=unit, year=2020, kind=Kind.FINAL_ACCOUNTS, level=level, approval_date=approval
    )


def test_the_ledger_lists_every_document_that_is_owed(
    bureau: tuple[Unit, Unit, Unit, Unit],
) -> None:
    department, one, two, _ = bureau
    make(department, Level.DEPARTMENT, date(2021, 8, 20))
    make(department, Level.UNIT)
    make(one, Level.UNIT, date(2021, 9, 1))
    lines = ledger(Unit.objects.all(), 2020, Kind.FINAL_ACCOUNTS, TODAY)
    assert [
        (line.unit, line.level, line.state, line.due, line.reply_due, line.standing, line.days)
        for line in lines
    ] == [
        (department, "department", "编制中", date(2021, 9, 9), None, Standing.OVERDUE, -1),
        (department, "unit", "编制中", None, None, Standing.NOT_REPLIED, None),
        (one, "unit", "编制中", date(2021, 9, 21), date(2021, 9, 4), Standing.RUNNING, 11),
        (two, "unit", "未建立", None, date(2021, 9, 4), Standing.NOT_REPLIED, None),
    ]
    assert [line.days_late for line in lines] == [1, 0, 0, 0]


def test_the_first_version_counts_and_no_correction(
    bureau: tuple[Unit, Unit, Unit, Unit],
) -> None:
    department = bureau[0]
    disclosure = make(department, Level.DEPARTMENT, date(2021, 8, 20))
    published(disclosure, at=datetime(2021, 9, 9, 15, 59, tzinfo=UTC))
    Disclosure.objects.filter(pk=disclosure.pk).update(version=2, correction="更正采购数据")
    disclosure.refresh_from_db()
    published(disclosure, at=datetime(2021, 11, 1, tzinfo=UTC))
    units = Unit.objects.filter(pk=department.pk)
    (line,) = ledger(units, 2020, Kind.FINAL_ACCOUNTS, TODAY)
    assert (line.published_on, line.standing, line.days) == (
        date(2021, 9, 9),
        Standing.IN_TIME,
        0,
    )


def test_registering_a_reply_is_logged_once(bureau: tuple[Unit, Unit, Unit, Unit]) -> None:
    disclosure = make(bureau[0], Level.DEPARTMENT)
    user = publisher()
    register_approval(disclosure, date(2021, 8, 20), " 某财〔2021〕 8号 ", user, TODAY)
    register_approval(disclosure, date(2021, 8, 20), "某财〔2021〕 8号", user, TODAY)
    assert (disclosure.approval_date, disclosure.approval_number) == (
        date(2021, 8, 20),
        "某财〔2021〕 8号",
    )
    assert list(disclosure.events.values_list("action", "changes", "by_name")) == [
        (
            "approval",
            [["批复日期", "", "2021-08-20"], ["批复文号", "", "某财〔2021〕 8号"]],
            "zhaojun",
        )
    ]


@pytest.mark.parametrize(
    ("day", "number", "sentence"),
    [
        (date(2021, 9, 11), "", "批复日期 2021-09-11 在今天之后，请核对"),
        (date(2018, 12, 31), "", "批复日期 2018-12-31 早于2019年，请核对年份"),
        (date(2021, 8, 20), "号" * 61, "批复文号有 61 个字，最多 60 个字"),
    ],
)
def test_replies_that_are_refused(
    bureau: tuple[Unit, Unit, Unit, Unit], day: date, number: str, sentence: str
) -> None:
    disclosure = make(bureau[0], Level.DEPARTMENT)
    with pytest.raises(Refused) as refusal:
        register_approval(disclosure, day, number, publisher(), TODAY)
    assert (str(refusal.value), disclosure.events.count()) == (sentence, 0)


def test_only_a_publisher_registers(bureau: tuple[Unit, Unit, Unit, Unit]) -> None:
    disclosure = make(bureau[0], Level.DEPARTMENT)
    with pytest.raises(Refused, match="^您没有甲局的“登记批复”权限，请找管理员开通$"):
        register_approval(disclosure, date(2021, 8, 20), "", clerk(), TODAY)
