"""On which line of a TOML file each key and each entry of a list stands.

tomllib says what a file holds but not where. The text is known to be valid TOML when it comes here,
so that it is enough to step over values without understanding them.
"""

import re
from collections.abc import Iterator, Mapping

Place = tuple[str | int, ...]
"""Keys, and places in lists, from the top of a file."""

_SPACE = re.compile(r"[ \t]*")
_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY = re.compile(r'[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|' + r"'[^']*'")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}(?!")|'
    + r"'''.*?'{3,5}(?!')|"
    + r'"(?:[^"\\\n]|\\.)*"|'
    + r"'[^'\n]*'",
    re.DOTALL,
)
_WORD = re.compile(r"[^,\]}#\s]+(?: [0-9:.+-]+)?")


def lines(text: str) -> Mapping[Place, int]:
    """The line, from 1, of every key, table and list entry of ``text``, which is valid TOML."""
    return _Scanner(text).file()


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.found: dict[Place, int] = {(): 1}
        self.counts: dict[Place, int] = {}

    def file(self) -> Mapping[Place, int]:
        table: Place = ()
        self.step(_BLANK)
        while self.position < len(self.text):
            if self.peek() == "[":
                table = self.header()
            else:
                self.pair(table)
            self.step(_BLANK)
        return self.found

    def header(self) -> Place:
        """``[a.b]`` or ``[[a.b]]``: the path of the table that begins here."""
        listed = self.text.startswith("[[", self.position)
        line = self.line()
        self.position += 2 if listed else 1
        keys = tuple(self.keys())
        self.position += 2 if listed else 1
        above: Place = ()
        for key in keys[:-1]:
            self.found.setdefault((*above, key), line)
            above = self.latest((*above, key))
        path: Place = (*above, keys[-1])
        if listed:
            self.found.setdefault(path, line)
            self.counts[path] = self.counts.get(path, -1) + 1
            path = self.latest(path)
        self.found.setdefault(path, line)
        return path

    def latest(self, path: Place) -> Place:
        """In a list of tables, the table that was begun last."""
        return (*path, self.counts[path]) if path in self.counts else path

    def pair(self, table: Place) -> None:
        line = self.line()
        path = table
        for key in self.keys():
            path = (*path, key)
            self.found.setdefault(path, line)
        self.position += 1  # the equals sign
        self.value(path)

    def value(self, path: Place) -> None:
        self.step(_SPACE)
        match self.peek():
            case "[":
                for place, _ in enumerate(self.items("]")):
                    self.found[(*path, place)] = self.line()
                    self.value((*path, place))
            case "{":
                for _ in self.items("}"):
                    self.pair(path)
            case '"' | "'":
                self.step(_STRING)
            case _:
                self.step(_WORD)

    def items(self, end: str) -> Iterator[None]:
        """Stops at each item up to the closing bracket ``end`` and goes past that."""
        self.position += 1
        self.step(_BLANK)
        while self.peek() != end:
            yield
            self.step(_BLANK)
            if self.peek() == ",":
                self.position += 1
                self.step(_BLANK)
        self.position += 1

    def keys(self) -> Iterator[str]:
        """A key, dotted or not, up to what follows it."""
        while True:
            self.step(_SPACE)
            yield self.step(_KEY).strip("\"'")
            self.step(_SPACE)
            if self.peek() != ".":
                return
            self.position += 1

    def step(self, pattern: re.Pattern[str]) -> str:
        """Goes past what ``pattern`` matches here, and returns it."""
        match = pattern.match(self.text, self.position)
        if match is None:
            raise ValueError(f"not TOML at character {self.position}")
        self.position = match.end()
        return match.group()

    def peek(self) -> str:
        return self.text[self.position : self.position + 1]

    def line(self) -> int:
        return self.text.count("\n", 0, self.position) + 1
