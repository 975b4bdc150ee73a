"""What another app adds to a document."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from disclosures.checks.finding import Finding
from disclosures.document.tree import Block


@dataclass(frozen=True)
class Contribution:
    """Blocks for the named slots of the outline, and findings over what they were made from."""

    blocks: Mapping[str, Sequence[Block]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    @classmethod
    def together(cls, parts: Iterable["Contribution"]) -> "Contribution":
        """All of ``parts`` as one; a slot shows the blocks of each in turn."""
        blocks: dict[str, list[Block]] = {}
        findings: list[Finding] = []
        for part in parts:
            for slot, contributed in part.blocks.items():
                blocks.setdefault(slot, []).extend(contributed)
            findings += part.findings
        return cls(blocks, tuple(findings))
