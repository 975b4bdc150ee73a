"""Settings of every process of a soak: a site's own, with static files in its DATA_DIR."""

from config.settings import *  # noqa: F403
from config.settings import DATA_DIR

STATIC_ROOT = DATA_DIR / "static"
