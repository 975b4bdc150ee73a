#!/usr/bin/env python
"""Django's command line: ``python manage.py COMMAND`` (settings: docs/operations.md)."""

import os
import sys
from pathlib import Path

from django.core.management import execute_from_command_line

LOCAL_KEY = Path(__file__).resolve().parent / "var" / "secret_key"
"""The key that ``make setup`` made for this installation."""


def main() -> None:
    """Run the command named on the command line with the project's settings.

    Where no key is given, commands use that of ``make setup``; a served site never does.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    given = {"SECRET_KEY", "SECRET_KEY_FILE"} & os.environ.keys()
    if not given and os.environ.get("DEBUG") != "true" and LOCAL_KEY.exists():
        os.environ["SECRET_KEY_FILE"] = str(LOCAL_KEY)
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
