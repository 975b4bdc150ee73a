"""What lies in the served directory and belongs to nothing that was published."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from disclosures.models.disclosure import Disclosure
from disclosures.site.addresses import link_of, site_directory, trees_directory


def strays() -> Iterator[Path]:
    """Everything in the served directory that is no link of a published disclosure.

    A unit at a time, so that it takes no memory however many there are.
    """
    for unit in _entries(site_directory()):
        published = Disclosure.objects.select_related("unit").filter(
            unit__slug=unit.name, publications__isnull=False
        )
        links = {link_of(disclosure) for disclosure in published}
        years = {link.parent for link in links}
        if not years:
            yield unit
            continue
        for year in _entries(unit):
            if year in years:
                yield from (path for path in _entries(year) if path not in links)
            else:
                yield year


def sweep() -> int:
    """Removes what ``strays`` finds, and the trees of no published disclosure; how many it were."""
    found = [*strays(), *_lost_trees()]
    for path in found:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    return len(found)


def _lost_trees() -> Iterator[Path]:
    for path in _entries(trees_directory()):
        known = Disclosure.objects.filter(publications__isnull=False)
        if not (path.name.isdecimal() and known.filter(pk=path.name).exists()):
            yield path


def _entries(directory: Path) -> list[Path]:
    if not os.path.isdir(directory) or directory.is_symlink():
        return []
    return sorted(directory.iterdir())
