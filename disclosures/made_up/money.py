"""What a made-up unit plans and spends year by year; the same for the same unit and seed.

Every amount is 元 with 分. A year begins with what the year before left, and what was planned
bounds what “三公” cost, so that the documents agree with each other.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from disclosures.made_up.units import MadeUp

ZERO = Decimal(0)

WAGES_OF_AGENCY = {"30101": 52_000, "30102": 41_000, "30103": 33_000}
WAGES_OF_INSTITUTION = {"30101": 50_000, "30102": 9_000, "30107": 62_000}
"""元 a head and year, by 部门预算支出经济分类."""

CONTRIBUTIONS = {"30108": "0.16", "30109": "0.08", "30110": "0.08", "30113": "0.12"}
"""What is paid on the wages, as a share of them."""

RUNNING = {
    "30201": 6_200,
    "30205": 400,
    "30206": 1_700,
    "30207": 1_100,
    "30211": 4_800,
    "30213": 2_600,
    "30216": 1_500,
    "30228": 1_900,
    "31002": 2_400,
}
"""公用经费 a head and year; 公务接待 and 公务用车 come on top of it."""

FARES = 6_000
"""30239 公务交通补贴 a head of an agency."""

RETIRED = 18_000
"""30302 for each of the retired."""

RECEPTION, TRIP, RUNNING_OF_CAR, PRICE_OF_CAR = 260, 21_000, 27_500, 178_000
"""元: 公务接待 a head, a journey abroad each traveller, a year of a car, a new one."""


@dataclass(frozen=True)
class Money:
    """By 经济分类 the 基本支出, by 功能分类 the projects and those of a fund, and money of its own.

    ``own`` is 事业收入 in a plan, and what is spent of it.
    """

    basic: Mapping[str, Decimal]
    projects: Mapping[str, Decimal]
    fund: Mapping[str, Decimal]
    own: Decimal


@dataclass(frozen=True)
class Counts:
    """Numbers of people, journeys and things at the end of a year."""

    cars: int
    bought: int
    journeys: int
    travellers: int
    receptions: int
    guests: int


@dataclass(frozen=True)
class Year:
    """One year of one unit. ``opening`` and ``closing`` are what is left of 一般公共预算."""

    year: int
    planned: Money
    spent: Money
    opening: Decimal
    closing: Decimal
    counts: Counts


def years(unit: MadeUp, first: int, last: int, seed: int) -> Iterator[Year]:
    """The years from ``first`` to ``last``, each of which takes up the one before it."""
    chance = Random(f"{seed}/{unit.number}")  # noqa: S311 - figures that only look like chance
    people, retired = chance.randint(9, 60), chance.randint(2, 20)
    cars = chance.randint(0, 3)
    scale = Decimal(chance.randint(60, 420)) * 1_000
    opening, growth = ZERO, Decimal(1)
    for year in range(first, last + 1):
        growth *= 1 + Decimal(chance.randint(-20, 55)) / 1000
        counts = _counts(chance, people, cars)
        planned = Money(
            dict(_basic(unit, people, retired, growth, counts)),
            {item: _round(scale * _share(chance, 70, 140)) for item in unit.projects},
            {unit.fund: _round(scale * _share(chance, 20, 60))} if unit.fund else {},
            ZERO if unit.agency else _round(scale * _share(chance, 30, 90)),
        )
        spent = _spent(planned, chance, counts)
        left = chance.choice((0, 0, 25, 60))
        closing = _exact(sum(planned.projects.values(), ZERO) * left / 1000)
        yield Year(year, planned, spent, opening, closing, counts)
        opening = closing


def _basic(
    unit: MadeUp, people: int, retired: int, growth: Decimal, counts: Counts
) -> Iterator[tuple[str, Decimal]]:
    """The plan of 基本支出."""
    wages = WAGES_OF_AGENCY if unit.agency else WAGES_OF_INSTITUTION
    of_wages = {code: _round(people * amount * growth) for code, amount in wages.items()}
    yield from of_wages.items()
    for code, share in CONTRIBUTIONS.items():
        yield code, _round(sum(of_wages.values(), ZERO) * Decimal(share))
    for code, amount in RUNNING.items():
        yield code, _round(people * amount * growth)
    if unit.agency:
        yield "30239", _round(people * FARES * growth)
    yield "30302", _round(retired * RETIRED * growth)
    yield "30217", _round(people * RECEPTION * growth)
    if counts.travellers:
        yield "30212", _round(counts.travellers * TRIP * growth)
    if counts.cars:
        yield "30231", _round(counts.cars * RUNNING_OF_CAR * growth)
    if counts.bought:
        yield "31013", _round(counts.bought * PRICE_OF_CAR * growth)


OF_THREE_PUBLIC = ("30212", "30217", "30231", "31013")
"""因公出国（境）, 公务接待, 公务用车运行, 公务用车购置: never more than planned."""


def _spent(planned: Money, chance: Random, counts: Counts) -> Money:
    def of(amounts: Mapping[str, Decimal], least: int, most: int) -> dict[str, Decimal]:
        return {
            code: _exact(amount * _share(chance, least, 99 if code in OF_THREE_PUBLIC else most))
            for code, amount in amounts.items()
        }

    basic = of(planned.basic, 94, 103)
    if not counts.receptions:
        basic["30217"] = ZERO
    return Money(
        basic,
        of(planned.projects, 88, 104),
        of(planned.fund, 90, 100),
        _exact(planned.own * _share(chance, 92, 106)),
    )


def _counts(chance: Random, people: int, cars: int) -> Counts:
    travellers = chance.choice((0, 0, 0, 0, 2))
    receptions = chance.choice((0, people // 4, people // 3))
    return Counts(
        cars=cars,
        bought=chance.choice((0, 0, 0, 1)) if cars else 0,
        journeys=1 if travellers else 0,
        travellers=travellers,
        receptions=receptions,
        guests=receptions * chance.randint(5, 9),
    )


def _share(chance: Random, least: int, most: int) -> Decimal:
    """From ``least`` to ``most`` hundredths, in thousandths."""
    return Decimal(chance.randint(least * 10, most * 10)) / 1000


def _round(amount: Decimal) -> Decimal:
    """A planned amount, in hundreds of 元."""
    return amount.quantize(Decimal("1E2")).quantize(Decimal("0.01"))


def _exact(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"))
