"""What a backup says of itself: how it is laid out, of which state it is, what every member hashes.

The archive is a plain tar: ``database``, ``files/<SHA-256>``, ``standards/<path>``, then
``manifest.json`` and, last of all, its hash. An archive without its last member is not whole.
"""

import json
from dataclasses import asdict, dataclass

from disclosures.events import Head

FORMAT = 1

DATABASE, FILES, STANDARDS = "database", "files/", "standards/"
MANIFEST, SEAL = "manifest.json", "manifest.sha256"

BLOCK = 1024 * 1024
"""Bytes held in memory at a time."""


class BackupError(Exception):
    """Why nothing was backed up or restored, in a Chinese sentence."""


@dataclass(frozen=True)
class Manifest:
    """``migrations`` are those applied, as app and name; ``members`` have the SHA-256 of each."""

    database: str
    time: str
    head: Head
    migrations: tuple[tuple[str, str], ...]
    members: dict[str, str]

    def encoded(self) -> bytes:
        told = {"format": FORMAT, **asdict(self), "head": list(self.head)}
        return json.dumps(told, ensure_ascii=False, indent=1).encode()


def decoded(content: bytes) -> Manifest:
    """The manifest in ``content``, whose hash was proven. Raises BackupError for another format."""
    told = json.loads(content)
    if told["format"] != FORMAT:
        raise BackupError(
            f"备份文件的格式是第 {told['format']} 版，本软件只能恢复第 {FORMAT} 版；"
            "请用做备份时的软件版本恢复，再升级软件"
        )
    number, digest = told["head"]
    migrations = tuple((app, name) for app, name in told["migrations"])
    return Manifest(
        told["database"], told["time"], Head(number, digest), migrations, told["members"]
    )
