"""One thing that is not what was published."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """Where it is, what it is, what was expected and what was found; both '' for a break of the
    log, which its own sentence tells.

    ``in_row`` says that it is a row of the publication, from which served pages are derived;
    ``around`` that it is such a page, or what a page says of its version, and nothing frozen.
    """

    where: str
    what: str
    expected: str = ""
    found: str = ""
    in_row: bool = False
    around: bool = False

    def __str__(self) -> str:
        if not self.expected:
            return f"{self.where}：{self.what}"
        return f"{self.where}的{self.what}，应为：{self.expected}；实际：{self.found}"


def quoted(text: str) -> str:
    """A text as a fault tells it."""
    return f"“{text}”" if text else "（空）"
