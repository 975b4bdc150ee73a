"""What is answered to whoever holds a 校验码 or a file: whether it is what is in force now."""

import re
from contextlib import suppress
from dataclasses import dataclass

from disclosures.document.check_code import parse_code
from disclosures.integrity import Fault, faults_of
from disclosures.models.publication import Publication, Publications, PublishedFile
from disclosures.site.baking import ensure
from disclosures.site.changes import Changes, changes_between
from disclosures.site.versions import ServedFile, Status, Version, versions_of

SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Answer:
    """What is known of a published version.

    ``later`` are the versions after it, ``changes`` what is different in the last of them; None
    where the version is in force or withdrawn, or where ``faults`` say that what is stored is not
    what was published. ``matched`` is the file that was asked about.
    """

    version: Version
    later: tuple[Version, ...]
    changes: Changes | None
    faults: tuple[Fault, ...]
    matched: ServedFile | None = None

    @property
    def newest(self) -> Version:
        return self.later[-1] if self.later else self.version


def of_code(code: str) -> Answer | None:
    """What is known of the version with this code; None where there is none.

    Raises BadCode when ``code`` is none.
    """
    publication = _publications().filter(code=parse_code(code)).first()
    return _answer(publication) if publication else None


def of_file(sha256: str) -> Answer | None:
    """What is known of the file with this SHA-256; of two versions that hold it, the later one."""
    if not SHA256.fullmatch(sha256):
        return None
    holding = PublishedFile.objects.filter(sha256=sha256).values("publication")
    publication = _publications().filter(pk__in=holding).order_by("-published_at", "-pk").first()
    return _answer(publication, sha256) if publication else None


def _publications() -> Publications:
    return Publication.objects.select_related("disclosure__unit")


def _answer(publication: Publication, sha256: str = "") -> Answer:
    with suppress(OSError):  # what cannot be served is among the faults
        ensure(publication.disclosure)
    versions = versions_of(publication.disclosure)
    version = next(one for one in versions if one.number == publication.version)
    later = tuple(one for one in versions if one.number > version.number)
    faults = tuple(faults_of(publication))
    matched = next((file for file in version.files if file.sha256 == sha256), None)
    tells = version.status is Status.SUPERSEDED and not faults
    changes = changes_between(publication, later[-1].publication) if tells else None
    return Answer(version, later, changes, faults, matched)
