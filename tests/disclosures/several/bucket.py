"""An S3 server in this process, and a bucket on it for the published files."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.files.storage import storages
from moto.server import ThreadedMotoServer
from pytest_django.fixtures import Settings

from config.settings import store

NAME, PREFIX = "published", "mingzhang/files"

KEY, PASSWORD = "key-of-the-tests", "secret-of-the-tests"


class Bucket:
    """A bucket at ``endpoint``; what the settings say of it is the settings' own doing."""

    def __init__(self, endpoint: str, settings: Settings) -> None:
        self.url = f"s3://{NAME}/{PREFIX}?endpoint={endpoint}&region=us-east-1"
        self._settings = settings

    def use(self) -> None:
        """From now on published files lie in it."""
        self._settings.STORE_URL = self.url
        self._settings.STORAGES = {
            **self._settings.STORAGES,
            "published": store(self.url, KEY, PASSWORD),
        }

    @property
    def _client(self) -> Any:
        return storages["published"].connection.meta.client  # type: ignore[attr-defined]

    def make(self) -> None:
        self._client.create_bucket(Bucket=NAME)

    def objects(self) -> dict[str, bytes]:
        """The content of everything in it, by its key."""
        listed = self._client.list_objects_v2(Bucket=NAME).get("Contents", [])
        keys = [one["Key"] for one in listed]
        return {key: self._client.get_object(Bucket=NAME, Key=key)["Body"].read() for key in keys}

    def put(self, sha256: str, content: bytes) -> None:
        """Another content under a name, as somebody may write who has the keys."""
        self._client.put_object(Bucket=NAME, Key=f"{PREFIX}/{sha256}", Body=content)

    def lose(self, sha256: str) -> None:
        self._client.delete_object(Bucket=NAME, Key=f"{PREFIX}/{sha256}")


@contextmanager
def serving() -> Iterator[str]:
    """The address of an S3 server in a thread."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        yield f"http://{host}:{port}"
    finally:
        server.stop()
