"""Sentences from named values: the language of the standards over words, texts and figures.

A value is a word of the document, a figure, or a text by the unit; one that is None or empty is
unknown, and a text that needs it is left out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from disclosures.narrative.figures import Figure
from disclosures.narrative.sentences import Run, Written
from disclosures.standards.language import BadTemplate, Include, parse, parse_condition
from disclosures.standards.model import Sentence, Variant

Values = Mapping[str, Run | None]
Wordings = Mapping[str, tuple[Sentence, ...]]


class _Unknown(LookupError):
    """A value that a text needs is not known."""


@dataclass(frozen=True)
class Wording:
    """The sentences of a standard, and the values their names stand for."""

    sentences: Wordings
    values: Values

    def say(self, name: str) -> tuple[Run, ...]:
        """The first wording of ``name`` that holds, as runs; () when it has nothing to say.

        Raises BadTemplate where it uses a name that there is not.
        """
        for sentence in self.sentences[name]:
            (variant,) = sentence.variants
            if self._holds(variant.when):
                return self._sentence(sentence, variant)
        return ()

    def _sentence(self, sentence: Sentence, variant: Variant) -> tuple[Run, ...]:
        if not sentence.parts:
            return self._told(variant.text)
        held = (part for part in sentence.parts if self._holds(part.when))
        said = [runs for part in held if (runs := self._told(part.text))]
        if not said:
            return ()
        told: list[Run] = [*self._told(sentence.prefix)]
        for number, piece in enumerate(said):
            told += [sentence.join, *piece] if number else [*piece]
        return merged([*told, *self._told(sentence.suffix)])

    def _told(self, text: str) -> tuple[Run, ...]:
        try:
            return self._text(text)
        except _Unknown:
            return ()

    def _text(self, text: str) -> tuple[Run, ...]:
        runs: list[Run] = []
        for segment in parse(text):
            if isinstance(segment, str):
                runs.append(segment)
            elif isinstance(segment, Include):
                runs += self.say(segment.sentence)
            else:
                runs.append(self._value(segment.name))
        return merged(runs)

    def _value(self, name: str) -> Run:
        if name not in self.values:
            raise BadTemplate(f"这里没有“{name}”这个词或数")
        value = self.values[name]
        if not known(value):
            raise _Unknown(name)
        return value  # type: ignore[return-value]  # known, so not None

    def _holds(self, condition: str) -> bool:
        return all(
            self._asked(term.predicate, term.name.name) != term.negated
            for term in parse_condition(condition)
        )

    def _asked(self, predicate: str, name: str) -> bool:
        value = self.values.get(name)
        if predicate == "known":
            return known(value)
        if predicate == "positive":
            return isinstance(value, Figure) and value.value > 0
        raise BadTemplate(f"这里不能用条件“{predicate}”")


def known(value: Run | None) -> bool:
    """Whether there is a value: a figure, or a text that is not empty."""
    if isinstance(value, Written):
        return bool(value.text)
    return bool(value)


def merged(runs: Iterable[Run]) -> tuple[Run, ...]:
    """``runs`` without empty ones, neighbouring texts as one."""
    together: list[Run] = []
    for run in runs:
        if isinstance(run, str) and together and isinstance(together[-1], str):
            together[-1] += run
        elif run != "":
            together.append(run)
    return tuple(together)
