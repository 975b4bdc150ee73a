"""What another app adds to a document."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from disclosures.checks.finding import Finding
from disclosures.document.tree import Block


@dataclass(frozen=True)
class Needed:
    """One thing that the contributed blocks need, whether it is there, and the ``place`` for it.

    Like that of a finding the place is in words of the app that contributes.
    """

    label: str
    place: str
    there: bool


@dataclass(frozen=True)
class Contribution:
    """Blocks for the named slots of the outline, findings over what they were made from, needs."""

    blocks: Mapping[str, Sequence[Block]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    needs: tuple[Needed, ...] = ()

    @classmethod
    def together(cls, parts: Iterable["Contribution"]) -> "Contribution":
        """All of ``parts`` as one; a slot shows the blocks of each in turn."""
        blocks: dict[str, list[Block]] = {}
        findings: list[Finding] = []
        needs: list[Needed] = []
        for part in parts:
            for slot, contributed in part.blocks.items():
                blocks.setdefault(slot, []).extend(contributed)
            findings += part.findings
            needs += part.needs
        return cls(blocks, tuple(findings), tuple(needs))
