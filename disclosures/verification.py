"""What is answered to whoever holds a 校验码 or a file: whether it is what is in force now."""

import logging
import re
from contextlib import suppress
from dataclasses import dataclass

from disclosures.document.check_code import parse_code
from disclosures.integrity import Fault, faults_of
from disclosures.models.publication import Publication, Publications, PublishedFile
from disclosures.site.baking import bake, ensure
from disclosures.site.changes import Changes, changes_between
from disclosures.site.versions import ServedFile, Status, Version, versions_of

_log = logging.getLogger(__name__)

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
    faults = _in_the_end(publication)
    matched = next((file for file in version.files if file.sha256 == sha256), None)
    tells = version.status is Status.SUPERSEDED and not faults
    changes = changes_between(publication, later[-1].publication) if tells else None
    return Answer(version, later, changes, faults, matched)


def _in_the_end(publication: Publication) -> tuple[Fault, ...]:
    """Its faults once all is up to date that is written around what was frozen.

    What a page says of its unit, of later versions and of other years follows the rows a moment
    later, on other machines when they followed, after an upgrade with ``rebake``. Where nothing but
    that is wrong it is made anew, and the log of the program tells what was found.
    """
    found = tuple(faults_of(publication))
    if not found or not all(fault.around for fault in found):
        return found
    _log.warning("公开页面已重新生成：%s", "；".join(map(str, found)))
    with suppress(OSError):
        bake(publication.disclosure)
    return tuple(faults_of(publication))
