"""Totals as live formulas."""

from openpyxl.utils import get_column_letter


def sum_of(places: list[str]) -> str:
    """The formula that adds ``places``, runs of neighbours as ranges: =SUM(A1:A3,C7)."""
    return f"=SUM({','.join(_ranges(places))})"


def _ranges(places: list[str]) -> list[str]:
    """Neighbouring cells of a column or row as one range: A1, A2, A3 → A1:A3."""
    runs: list[list[str]] = []
    for place in places:
        if runs and place in _neighbours(runs[-1]):
            runs[-1].append(place)
        else:
            runs.append([place])
    return [run[0] if len(run) == 1 else f"{run[0]}:{run[-1]}" for run in runs]


def _neighbours(run: list[str]) -> set[str]:
    """The cells that would prolong ``run`` downwards or to the right."""
    letters, digits = _split(run[-1])
    below = f"{letters}{int(digits) + 1}"
    right = f"{_next_letters(letters)}{digits}"
    if len(run) == 1:
        return {below, right}
    return {below} if _split(run[0])[0] == letters else {right}


def _split(place: str) -> tuple[str, str]:
    letters = place.rstrip("0123456789")
    return letters, place[len(letters) :]


def _next_letters(letters: str) -> str:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return get_column_letter(number + 1)
