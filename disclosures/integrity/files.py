"""The stored files of a publication and the served files of a disclosure, byte for byte."""

from collections.abc import Iterator

from disclosures.integrity.fault import Fault
from disclosures.integrity.rows import Recorded
from disclosures.models.disclosure import Disclosure
from disclosures.publication import sealed
from disclosures.site.addresses import link_of, trees_directory
from disclosures.site.baking import leads
from disclosures.site.comparing import NOTHING, differences
from disclosures.site.derive import derive
from disclosures.site.sweeping import strays
from disclosures.site.versions import Version
from disclosures.store import measured

SERVED = "公开目录"


def file_faults(of: Recorded, version: Version) -> Iterator[Fault]:
    """What is wrong with the stored files of one version.

    The log says which there should be; where it says nothing of the version, its rows.
    """
    event = of.published(version)
    rows = {file.format: file for file in version.files}
    told = sealed.files_told(event) if event else {name: rows[name].sha256 for name in rows}
    where = of.called(version)
    for name, sha256 in told.items():
        row = rows.get(name)
        label = row.label if row else name
        found, size = _stored(sha256)
        if found != sha256:
            said = f"SHA-256 {found}" if found else NOTHING
            yield Fault(where, f"{label} 文件", f"SHA-256 {sha256}", said)
        elif row and row.size != size and row.sha256 == sha256:
            what = f"{label} 文件登记的大小"
            yield Fault(where, what, f"{size} 字节", f"{row.size} 字节", in_row=True)


def _stored(sha256: str) -> tuple[str, int]:
    """The hash and size of what is stored under ``sha256``; ('', 0) where nothing is."""
    try:
        return measured(sha256)
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return "", 0


def served_faults(disclosure: Disclosure, version: Version | None = None) -> Iterator[Fault]:
    """What is wrong with the served files, with ``version`` with those of that one alone."""
    link, address = link_of(disclosure), disclosure.get_absolute_url()
    if not leads(link, trees_directory() / str(disclosure.pk)):
        found = "别的内容" if link.exists() or link.is_symlink() else "没有"
        yield Fault(SERVED, address, "这份材料的公开文件", found)
        return
    for one in differences(link, derive(disclosure)):
        if version is None or _is_of(version, one.path):
            what = f"{address}{one.path}"
            yield Fault(SERVED, what, one.expected, one.found, around=one.around)


def _is_of(version: Version, path: str) -> bool:
    """Whether ``path`` is served of ``version``: below its folder, or beside it as the last one."""
    return path.startswith(version.folder) or (version.following is None and "/" not in path)


def stray_faults() -> Iterator[Fault]:
    """What is served that was never published."""
    for path in strays():
        yield Fault(SERVED, str(path), "没有这一项", "有")
