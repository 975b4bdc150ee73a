"""A bucket for the published files of the test."""

from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings

from tests.disclosures.several.bucket import Bucket, serving


@pytest.fixture(scope="session")
def endpoint() -> Iterator[str]:
    with serving() as address:
        yield address


@pytest.fixture
def bucket(endpoint: str, settings: Settings) -> Iterator[Bucket]:
    """An empty bucket, in which the published files of this test lie."""
    bucket = Bucket(endpoint, settings)
    bucket.use()
    bucket.make()
    yield bucket
    bucket.use()
    for key in bucket.objects():
        bucket.lose(key.rpartition("/")[2])


@pytest.fixture
def away(settings: Settings) -> Bucket:
    """A bucket where nobody answers; to be used from when the test says so."""
    return Bucket("http://127.0.0.1:9", settings)
