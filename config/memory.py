"""What a process that answers requests does once with its memory."""

import gc

from django.urls import get_resolver


def settle() -> None:
    """Load all addresses and their views, and keep what is loaded out of the collector's walks.

    Modules and models live as long as the process does. The collector would walk over them at
    every fiftieth page or so, which then takes some 80 ms longer.
    """
    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()
