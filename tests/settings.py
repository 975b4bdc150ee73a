"""Settings of the test run: the project's own, with what a test must not touch replaced.

The database is that of DATABASE_URL (``python -m tests.postgres`` gives one), else SQLite;
tests/conftest.py gives it, and DATA_DIR, a place in the temporary directory of the run.
"""

import os

for name in (
    "SECRET_KEY_FILE",
    "ALLOWED_HOSTS",
    "CSRF_TRUSTED_ORIGINS",
    "SITE_URL",
    "TRUSTED_PROXY",
    "ADMIN_CONTACT",
    "EMAIL_FROM",
    "EMAIL_PASSWORD",
    "EMAIL_PASSWORD_FILE",
    "EMAIL_URL",
    "METRICS_TOKEN",
    "METRICS_TOKEN_FILE",
    "RATE_LIMITS",
    "SECOND_FACTOR",
    "SESSION_IDLE_MINUTES",
    "SLOW_QUERY_MS",
    "DATA_DIR",
    "STANDARDS_DIR",
    "STORE_URL",
    "STORE_KEY",
    "STORE_KEY_FILE",
    "STORE_SECRET",
    "STORE_SECRET_FILE",
):
    os.environ.pop(name, None)
os.environ.update({"DEBUG": "false", "HTTPS": "false", "SECRET_KEY": "tests" * 10})

from config.settings import *  # noqa: E402, F403
from config.settings import BASE_DIR, STORAGES  # noqa: E402

# Static files come from the source folders, never from a collection that may be out of date.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# What a developer keeps there is none of the tests' business.
STANDARDS_DIR = BASE_DIR / "var" / "standards-of-no-test"

STATIC_ROOT = BASE_DIR / "var" / "static-of-no-test"
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True

# Slow on purpose in production; here every signed-in test would pay for it.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
