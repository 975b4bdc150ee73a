"""datapackage.json beside the CSV of every demonstration publication, as others' tools read it."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from frictionless import Package, system
from pytest_django.fixtures import Settings

from disclosures.demonstration import load_demonstration
from disclosures.models.unit import DEMONSTRATION_NOTICE
from disclosures.publication import rendering
from disclosures.renderers import FORMATS
from disclosures.site.baking import bake
from tests.disclosures.site.life import Life

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(autouse=True)
def longest_field() -> Iterator[None]:
    """frictionless lets a field of any CSV be longer, in the whole process."""
    limit = csv.field_size_limit()
    yield
    csv.field_size_limit(limit)


@pytest.mark.django_db
def test_the_demonstration_is_valid(
    client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Settings
) -> None:
    monkeypatch.setattr(rendering, "FORMATS", {"html": FORMATS["html"], "csv": FORMATS["csv"]})
    documents = load_demonstration()
    assert len(documents) == 3
    for number, one in enumerate(documents):
        bake(one)
        folder = tmp_path / str(number)
        folder.mkdir()
        for name in ("disclosure.csv", "datapackage.json"):
            content = client.get(f"{one.get_absolute_url()}{name}").content
            (folder / name).write_bytes(content)
        with system.use_context(trusted=True):
            report = Package(str(folder / "datapackage.json")).validate()
        assert report.flatten(["type", "message"]) == []
        assert report.stats["tasks"] == 1 and report.tasks[0].stats["rows"] > 100
        described = json.loads((folder / "datapackage.json").read_bytes())
        phase = {"budget": "approved", "final_accounts": "executed"}[one.kind]
        assert described["model"]["measures"]["amount"]["phase"] == phase
        assert described["description"] == DEMONSTRATION_NOTICE


def test_without_a_csv_there_is_none(client: Client, life: Life) -> None:
    life.publish()
    assert client.get(f"{life.address}datapackage.json").status_code == 404
