"""derive(): every file that is served of a disclosure, from its publications and nothing else.

The same rows give the same bytes, whenever and wherever it is asked: no clock, no draft.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.template.loader import render_to_string

from disclosures.models.disclosure import Disclosure
from disclosures.site import packages
from disclosures.site.addresses import FIGURES, GONE, PAGE, VERSIONS
from disclosures.site.figure_pages import pages
from disclosures.site.figures import Account, accounts_of
from disclosures.site.frame import frame
from disclosures.site.versions import CSV_FORMAT, PAGE_FORMAT, Version, versions_of


@dataclass(frozen=True)
class Stored:
    """A file of the store, served as it is."""

    sha256: str


@dataclass(frozen=True)
class Framed:
    """The frozen page with this SHA-256, its place filled with ``frame``."""

    sha256: str
    frame: bytes


@dataclass(frozen=True)
class Made:
    """A page that no publication holds: the list of versions, of figures, or of a withdrawal."""

    content: bytes


Part = Stored | Framed | Made

Tree = Mapping[str, Part]
"""By its path below the address of the disclosure: ``v1/disclosure.pdf``."""


def derive(disclosure: Disclosure) -> Tree:
    """What is served of ``disclosure``; nothing where no version was published.

    The last version stands at the address itself and at its own.
    """
    versions = versions_of(disclosure)
    if not versions:
        return {}
    newest = versions[-1]
    accounts = accounts_of(versions)
    parts = {one.number: dict(_parts(one, newest, accounts)) for one in versions}
    tree: dict[str, Part] = dict(parts[newest.number])
    for version in versions:
        tree |= {f"{version.folder}{name}": part for name, part in parts[version.number].items()}
    tree[f"{VERSIONS}{PAGE}"] = Made(_page("versions", newest, all=tuple(reversed(versions))))
    return tree


def _parts(
    version: Version, newest: Version, accounts: Mapping[int, Account]
) -> Iterator[tuple[str, Part]]:
    """The files of one version, by name."""
    if version.withdrawal:
        context = {"version": version, "withdrawal": version.withdrawal}
        yield GONE, Made(_page("withdrawn", newest, **context))
        return
    served = [file for file in version.files if file.name]
    for file in served:
        yield file.name, Stored(file.sha256)
        if file.format == CSV_FORMAT:
            others = [one for one in served if one != file]
            yield packages.NAME, Made(packages.package(version.publication, file, others))
    for file in version.files:
        if file.format == PAGE_FORMAT:
            yield PAGE, Framed(file.sha256, frame(version, newest))
    for table, heading, sections in pages(accounts[version.number]):
        content = _page("figures", newest, version=version, heading=heading, sections=sections)
        yield f"{FIGURES}{table}/{PAGE}", Made(content)


def _page(name: str, newest: Version, **context: object) -> bytes:
    home = newest.publication.disclosure.get_absolute_url()
    always = {
        "title": newest.publication.title,
        "newest": newest,
        "home": home,
        "versions": f"{home}{VERSIONS}",
    }
    return render_to_string(f"public/{name}.html", {**always, **context}).encode()
