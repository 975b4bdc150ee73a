"""From which address a request comes, as far as it can be believed."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

SUBSCRIBER_BITS = 64
"""Bits of an IPv6 address that belong to the subscriber, who may choose them freely."""


def client_address(request: HttpRequest) -> str | None:
    """The address of the visitor; of IPv6 the network of the subscriber, as in ``2001:db8::``.

    X-Forwarded-For is the visitor's own claim and not looked at, unless TRUSTED_PROXY says that
    exactly one proxy of ours stands before the application: then the last address in it is what
    that proxy saw. None where there is no address, as on a socket.
    """
    if settings.TRUSTED_PROXY:
        last = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2]
        if found := _address(last):
            return found
    return _address(request.META.get("REMOTE_ADDR", ""))


def _address(text: str) -> str | None:
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.IPv6Address(int(address) >> SUBSCRIBER_BITS << SUBSCRIBER_BITS))
