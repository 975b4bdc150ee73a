"""The only writer of state: what is published is rendered once, stored, and never changed."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from disclosures.models.disclosure import Disclosure, State
from disclosures.models.fact import sheet_of
from disclosures.models.publication import Publication, PublishedFile
from disclosures.pipeline import prepare, texts_of
from disclosures.renderers import FORMATS


class Refused(Exception):
    """A change of state that the rules do not allow; the message tells the clerk why."""


def store_directory() -> Path:
    """Where published files lie, named by their SHA-256."""
    return Path(settings.DATA_DIR) / "published"


def publish(disclosure: Disclosure, by: User | None = None) -> Publication:
    """Publishes ``disclosure`` as its first version, or returns the version already published.

    Everything is rendered before the transaction; then the row is locked, and its state and the
    figures and texts are looked at again. Raises Refused while a check reports an 错误, and when
    somebody changed something while it was rendered.
    """
    if disclosure.state == State.PUBLISHED:
        return disclosure.publications.get(version=1)
    prepared, texts = prepare(disclosure), texts_of(disclosure)
    if prepared.errors:
        first = prepared.errors[0]
        raise Refused(f"还有 {len(prepared.errors)} 处错误，不能公开。第一处：{first.message}")
    rendered = {name: output.render(prepared.document) for name, output in FORMATS.items()}
    with transaction.atomic():
        locked = Disclosure.objects.select_for_update(of=("self",)).get(pk=disclosure.pk)
        if locked.state == State.PUBLISHED:
            return locked.publications.get(version=1)
        if (sheet_of(locked), texts_of(locked)) != (prepared.sheet, texts):
            raise Refused("生成文件时数据或文字又有改动，没有公开，请核对后重新公开")
        publication = Publication.objects.create(
            disclosure=locked, version=1, title=prepared.document.title, published_by=by
        )
        PublishedFile.objects.bulk_create(_stored(publication, rendered))
        locked.state = State.PUBLISHED
        locked.save(update_fields=["state"])
    disclosure.state = State.PUBLISHED
    return publication


def _stored(publication: Publication, rendered: dict[str, bytes]) -> Iterator[PublishedFile]:
    for name, content in rendered.items():
        sha256 = hashlib.sha256(content).hexdigest()
        _write(store_directory() / sha256, content)
        yield PublishedFile(publication=publication, format=name, sha256=sha256, size=len(content))


def _write(path: Path, content: bytes) -> None:
    """Writes ``content`` so that ``path`` is either absent or whole."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(file.name, path)


def read(file: PublishedFile) -> bytes:
    """The bytes of a published file. Raises FileNotFoundError when the store has lost it."""
    return (store_directory() / file.sha256).read_bytes()
