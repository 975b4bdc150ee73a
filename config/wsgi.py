"""The WSGI entry point: ``granian --interface wsgi config.wsgi:application``.

With SQLite, a process that serves pages runs the background jobs as well.
"""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

from config.memory import settle  # noqa: E402 - models can be imported from here on
from disclosures import jobs  # noqa: E402

settle()
jobs.start()
