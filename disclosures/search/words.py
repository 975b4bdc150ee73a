"""Text and queries as terms: what is looked up is looked up whole, in any database.

Chinese has no blanks between words, and no list of words knows the names of units and projects. A
run of Chinese is therefore cut into every two and every three characters that follow one another;
whatever else stands between blanks and punctuation (2050102, 357.3, pdf) is a term as it is. A
word asked for is found where all its terms are. A term holds letters, digits and Chinese alone, so
that nothing typed can be a sign of a database's query language.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

LONGEST = 100
"""Characters of a query that are looked at."""

FEWEST = 2
"""Characters of a word that can be looked up."""

NAME, INITIALS = "\ue000", "\ue001"
"""What terms of a unit's name, and of its initials, begin with: nobody can type it."""

LONGEST_INITIALS = 12

_CHINESE = "\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUNS = re.compile(rf"([{_CHINESE}]+)|[0-9]+(?:\.[0-9]+)?|[^\W_0-9{_CHINESE}]+")
_YEAR = re.compile(r"((?:19|20)[0-9]{2})年度?")
_COMMON = re.compile("部门|单位|预算|决算|年度|年|的")

_QUOTES = "“”‘’\"'＂＇「」『』"
"""Marks inside a word: “三公”经费 is looked for as 三公经费."""

_QUOTE = re.compile(f"[{_QUOTES}]")
_WIDE = 0xFEE0
"""From an ASCII sign to the same in full width."""


def plain(text: str) -> str:
    """``text`` without what does not count in a search: width, case, quotation marks."""
    return _QUOTE.sub("", unicodedata.normalize("NFKC", text).lower())


@dataclass(frozen=True)
class Word:
    """One word of a query, as it is looked up."""

    text: str

    @property
    def terms(self) -> tuple[str, ...]:
        """What is in the index wherever the word is: of Chinese the longest pieces there are."""
        if not _is_chinese(self.text):
            return (self.text,)
        width = min(len(self.text), 3)
        return tuple(dict.fromkeys(_pieces(self.text, width)))

    @property
    def pattern(self) -> str:
        """A regular expression for the word as a text may write it, whole.

        Signs that stand for others (①, ㎡) are known to ``terms`` alone.
        """
        written = f"[{_QUOTES}]*".join(map(_any_width, self.text))
        if _is_chinese(self.text):
            return written
        if self.text[0].isdigit():
            return rf"(?<![0-9.]){written}(?!\.?[0-9])"
        return rf"(?<![A-Za-z]){written}(?![A-Za-z])"

    @property
    def alternatives(self) -> tuple[tuple[str, ...], ...]:
        """Sets of terms of which one is in the index of a document that has the word."""
        return (self.terms, *self._initials)

    @property
    def in_names(self) -> tuple[tuple[str, ...], ...]:
        """The same for documents of a unit whose name has the word."""
        return (tuple(NAME + term for term in self.terms), *self._initials)

    @property
    def _initials(self) -> tuple[tuple[str, ...], ...]:
        if re.fullmatch("[a-z][a-z0-9]*", self.text):
            return ((INITIALS + self.text[:LONGEST_INITIALS],),)
        return ()


@dataclass(frozen=True)
class Query:
    """What somebody looks for; ``short`` are words of one character, which cannot be looked up.

    ``cut`` says that more was typed than is looked at.
    """

    words: tuple[Word, ...]
    short: tuple[str, ...] = ()
    cut: bool = False

    def relaxed(self) -> "Query":
        """The same with words parted that are often typed as one: 教育局决算 as 教育局 and 决算."""
        parted = (
            part for word in self.words for part in (*_COMMON.split(word.text), *_kinds(word.text))
        )
        words = tuple(Word(text) for text in dict.fromkeys(parted) if len(text) >= FEWEST)
        return replace(self, words=words)


def query(typed: str) -> Query:
    """``typed`` as words; whatever is no letter, digit or Chinese only parts them."""
    text = _YEAR.sub(r"\1 ", plain(typed[:LONGEST]))
    found = dict.fromkeys(match.group() for match in _RUNS.finditer(text))
    words = tuple(Word(run) for run in found if len(run) >= FEWEST)
    short = tuple(run for run in found if len(run) < FEWEST)
    return Query(words, short, len(typed) > LONGEST)


def terms(text: str) -> Iterator[str]:
    """Every term of ``text``, also more than once."""
    for match in _RUNS.finditer(plain(text)):
        if match.group(1):
            for width in (2, 3):
                yield from _pieces(match.group(), width)
        elif len(match.group()) >= FEWEST:
            yield match.group()


def name_terms(name: str) -> Iterator[str]:
    """Terms by which a unit called ``name`` is found as such: its words, and its initials."""
    yield from (NAME + term for term in terms(name))
    letters = initials(name)
    for start in range(len(letters)):
        for end in range(start + FEWEST, min(len(letters), start + LONGEST_INITIALS) + 1):
            yield INITIALS + letters[start:end]


def initials(name: str) -> str:
    """The first letters of the pinyin of ``name``, with Latin letters and digits as they are."""
    # Its lists take half a second to load, and most processes name no unit.
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(plain(name), style=Style.FIRST_LETTER, errors=_kept))


def _kept(rest: str) -> str:
    return re.sub("[^a-z0-9]", "", rest)


def _kinds(text: str) -> tuple[str, ...]:
    return tuple(kind for kind in ("预算", "决算") if kind in text)


def _is_chinese(text: str) -> bool:
    return bool(re.match(f"[{_CHINESE}]", text))


def _any_width(character: str) -> str:
    if not character.isascii():
        return re.escape(character)
    ways = {character, character.upper()}
    return "[" + "".join(sorted(ways | {chr(ord(one) + _WIDE) for one in ways})) + "]"


def _pieces(run: str, width: int) -> Iterator[str]:
    return (run[start : start + width] for start in range(len(run) - width + 1))
