"""Files together in one: a ZIP whose bytes depend on nothing but the files."""

import io
import zipfile
import zlib
from collections.abc import Mapping

_NO_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest time an entry can have: of when it was written nothing is said."""

_UNIX, _PLAIN_FILE = 3, 0o100644 << 16


def zipped(files: Mapping[str, bytes]) -> bytes:
    """``files`` by their paths, in their order; the same files always give the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for path, content in files.items():
            add(archive, path, content)
    return stream.getvalue()


def add(archive: zipfile.ZipFile, path: str, content: bytes) -> None:
    """Adds a file, in the same bytes whenever and wherever that is done."""
    entry = zipfile.ZipInfo(path, _NO_TIME)
    entry.create_system = _UNIX
    entry.external_attr = _PLAIN_FILE
    archive.writestr(entry, content, zipfile.ZIP_DEFLATED)


def unzipped(data: bytes) -> dict[str, bytes]:
    """The files of a ZIP of our own by their paths. Raises ValueError when it is damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {path: archive.read(path) for path in archive.namelist()}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
        raise ValueError(f"not a whole ZIP: {error}") from error
