"""Whose address a request comes from: the header is believed behind one proxy of ours alone."""

import pytest
from django.http import HttpRequest
from pytest_django.fixtures import Settings

from disclosures.accounts.address import client_address


def address(**meta: str) -> str | None:
    request = HttpRequest()
    request.META.update(meta)
    return client_address(request)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        ("", None),
        ("unix:", None),
    ],
)
def test_an_address_in_one_form(found: str, expected: str | None) -> None:
    assert address(REMOTE_ADDR=found) == expected


def test_the_header_is_a_claim() -> None:
    assert address(REMOTE_ADDR="192.0.2.7", HTTP_X_FORWARDED_FOR="198.51.100.1") == "192.0.2.7"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("198.51.100.1", "198.51.100.1"),
        ("10.0.0.1, 198.51.100.1", "198.51.100.1"),
        ("198.51.100.1, nonsense", "192.0.2.7"),
        ("", "192.0.2.7"),
    ],
)
def test_behind_a_proxy_its_own_word_counts(settings: Settings, header: str, expected: str) -> None:
    settings.TRUSTED_PROXY = True
    assert address(REMOTE_ADDR="192.0.2.7", HTTP_X_FORWARDED_FOR=header) == expected
