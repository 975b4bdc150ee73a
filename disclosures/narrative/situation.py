"""What a clerk has to know of a figure in order to explain it: its amounts and how they compare."""

from disclosures import amounts
from disclosures.amounts import Direction
from disclosures.narrative.figures import Figure, Figures, Unknown
from disclosures.narrative.scope import TextKey


def situation(key: TextKey, figures: Figures) -> tuple[str, ...]:
    """The amounts that the text ``key`` speaks about, and their difference; empty when unknown.

    2020年 1.2万元 · 2019年 1万元 · 增加0.2万元，增长20%
    """
    try:
        if key.kind == "reason":
            return _against_prior(key.figure, figures)
        if key.kind == "budget_reason":
            return _against_budget(key.figure, figures)
        return (_amount(figures, figures.get(key.figure)),)
    except Unknown:
        return ()


def _against_prior(name: str, figures: Figures) -> tuple[str, ...]:
    now, before = figures.get(name), figures.get(name, "prior")
    against = figures.standard.figures[name].against
    called = figures.standard.figures[against].label if against else f"{figures.sheet.year - 1}年"
    both = (_amount(figures, now), f"{called} {before.text}{before.unit}")
    change = figures.change(name)
    if change.direction is Direction.FLAT:
        return (*both, "持平")
    verb, rate = {Direction.RISE: ("增加", "增长"), Direction.FALL: ("减少", "下降")}[
        change.direction
    ]
    difference = figures.get(name, "difference")
    told = f"{verb}{difference.text}{difference.unit}"
    if change.rate is not None:
        told += f"，{rate}{amounts.trimmed(change.rate)}%"
    return (*both, told)


def _against_budget(name: str, figures: Figures) -> tuple[str, ...]:
    now, budget = figures.get(name), figures.get(name, "budget")
    both = (_amount(figures, now), f"{figures.budget(name).base} {budget.text}{budget.unit}")
    change = amounts.change(now.value, budget.value)
    if change.direction is Direction.FLAT:
        return (*both, "决算数与预算数持平")
    told = "决算数小于预算数" if change.direction is Direction.FALL else "决算数大于预算数"
    share = amounts.share(now.value, budget.value)
    return (*both, told if share is None else f"{told}，完成{amounts.trimmed(share)}%")


def _amount(figures: Figures, figure: Figure) -> str:
    return f"{figures.sheet.year}年 {figure.text}{figure.unit}"
