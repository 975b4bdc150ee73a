"""With SQLite: one thread of every serving process runs the jobs, one at a time.

It looks at the table when it is woken, and every DISCLOSURES_JOB_LOOK seconds for jobs of killed
processes, of commands, and those to be tried again. A process that serves no pages has no such
thread: what it enqueues is run by one that does.
"""

import atexit
import logging
from threading import Event, Thread

from django.conf import settings
from django.db import connections

from disclosures.jobs.running import take

logger = logging.getLogger(__name__)

PATIENCE = 10
"""Seconds in which a process that ends lets its job come to an end; another takes it up later."""


class Runner:
    """A thread that runs jobs until it is closed."""

    def __init__(self) -> None:
        self._bell = Event()
        self.closing = Event()
        self._thread = Thread(target=self._serve, name="jobs", daemon=True)

    def start(self) -> None:
        """Begins; to be called once."""
        self._thread.start()

    def ring(self) -> None:
        """There is a new job."""
        self._bell.set()

    def close(self) -> None:
        """Takes no further job, and waits a little for the one at hand."""
        self.closing.set()
        self._bell.set()
        self._thread.join(PATIENCE)

    def _serve(self) -> None:
        while not self.closing.is_set():
            self._bell.clear()
            try:
                while not self.closing.is_set() and take():
                    pass
            except BaseException:
                # A database that is away for a moment, most likely; the jobs are still there.
                logger.exception("jobs cannot be run")
            finally:
                connections.close_all()
            self._bell.wait(settings.DISCLOSURES_JOB_LOOK)


_RUNNER = Runner()


def start() -> None:
    """Begins to run jobs in this process."""
    _RUNNER.start()
    atexit.register(_RUNNER.close)


def wake() -> None:
    """Tells this process's thread, if it has one, that there is a new job."""
    _RUNNER.ring()
