"""Publishing and withdrawing tell the site afterwards; a failure there undoes nothing."""

import errno

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from disclosures.models import Disclosure, Publication, State
from disclosures.publication import publish, withdraw
from disclosures.site import baking
from disclosures.site.addresses import link_of
from tests.disclosures import drafts
from tests.disclosures.site.life import Life


def test_a_publication_is_baked_when_it_is_committed(
    life: Life, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    drafts.approved(life.disclosure)
    with django_capture_on_commit_callbacks(execute=True):
        publish(life.disclosure, life.by)
        assert not link_of(life.disclosure).exists()
    assert (link_of(life.disclosure) / "v1" / "index.html").is_file()
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(life.disclosure, life.by, "含有工作秘密，依法不予公开")
    assert (link_of(life.disclosure) / "v1" / "withdrawn.html").is_file()


def test_publishing_twice_tells_it_once(
    life: Life,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[Disclosure] = []
    monkeypatch.setattr(baking, "published", told.append)
    drafts.approved(life.disclosure)
    with django_capture_on_commit_callbacks(execute=True):
        publish(life.disclosure, life.by)
        publish(life.disclosure, life.by)
    assert told == [life.disclosure]


def test_what_is_rolled_back_is_never_served(
    life: Life, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    drafts.approved(life.disclosure)
    with django_capture_on_commit_callbacks(execute=True):
        with pytest.raises(KeyError), transaction.atomic():
            publish(life.disclosure, life.by)
            raise KeyError
    assert not link_of(life.disclosure).exists()


def test_a_failure_is_logged_and_healed_by_the_first_reader(
    client: Client,
    life: Life,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def full(*arguments: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    drafts.approved(life.disclosure)
    with monkeypatch.context() as disk, django_capture_on_commit_callbacks(execute=True):
        disk.setattr(baking, "_put", full)
        publish(life.disclosure, life.by)
    assert [message for message in caplog.messages if "No space left on device" in message]
    life.disclosure.refresh_from_db()
    assert (life.disclosure.state, Publication.objects.count()) == (State.PUBLISHED, 1)
    assert not link_of(life.disclosure).exists()
    assert client.get(life.address).status_code == 200
