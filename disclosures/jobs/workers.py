"""With PostgreSQL: workers (``manage.py work``) on any number of machines, woken by Procrastinate.

A wake-up names no job: whoever gets it looks at the table, wakes the next worker where there is
more than one job, and runs one. So at most one wake-up is ever waiting, however many jobs are. All
workers are woken every DISCLOSURES_JOB_LOOK seconds too, for jobs of killed workers, those to be
tried again, and those whose wake-up was lost.
"""

import asyncio
import logging
import signal
import sys
from collections.abc import Coroutine
from pathlib import Path

from django.conf import settings
from django.db import connections
from procrastinate import exceptions
from procrastinate.contrib.django import app, connector_params
from procrastinate.jobs import Status
from procrastinate.psycopg_connector import PsycopgConnector
from psycopg import Error

from disclosures.jobs.running import take
from disclosures.models.job import Job

logger = logging.getLogger(__name__)

LOCK = "disclosures.jobs"
"""Of the wake-ups with this lock at most one is waiting."""

PAUSE = 2
"""Seconds before a worker that lost the database tries again."""

SIGN = 10
"""Seconds between two signs of life; setup/health.py waits for several of them."""


def start() -> None:
    """A process that serves pages runs no jobs."""


def wake() -> None:
    """Wakes a worker. Nothing is lost where that fails: the workers look by themselves as well."""
    try:
        if not app.job_manager.list_jobs(queueing_lock=LOCK, status="todo"):
            look.configure(queueing_lock=LOCK).defer()
    except exceptions.AlreadyEnqueued:
        pass
    except exceptions.ConnectorException:
        logger.exception("no worker was woken")


@app.periodic(cron=f"* * * * * */{settings.DISCLOSURES_JOB_LOOK}")
@app.task(name="disclosures.jobs.look")
def look(timestamp: int = 0) -> None:
    """Runs one job, if there is one, and wakes another worker if there are more."""
    try:
        if len(Job.objects.claimable().values_list("pk")[:2]) > 1:
            wake()
        take()
    finally:
        connections.close_all()


@app.periodic(cron="* * * * *")
@app.task(name="disclosures.jobs.tidy")
async def tidy(timestamp: int) -> None:
    """Removes the wake-ups of killed workers; what they were at is told by the leases."""
    for stalled in await app.job_manager.get_stalled_jobs():
        await app.job_manager.finish_job(stalled, Status.FAILED, delete_job=True)


def work(concurrency: int, sign: Path | None) -> None:
    """Runs jobs until SIGTERM or SIGINT, then finishes those at hand.

    Each of ``concurrency`` processes runs one at a time, and gives signs of life by touching the
    file ``sign``. Survives a database that is away.
    """
    asyncio.run(_work(sign) if concurrency == 1 else _supervise(concurrency, sign))


async def live(sign: Path, connector: PsycopgConnector) -> None:
    """Touches ``sign`` again and again, each time after the database answered.

    Raises errors of the database, and OSError where the file cannot be touched.
    """
    while True:
        await connector.execute_query_one_async("SELECT 1 AS answer")
        sign.touch()
        await asyncio.sleep(SIGN)


async def _work(sign: Path | None) -> None:
    stop = _stopped_by_signals()
    while not stop.is_set():
        try:
            await _serve(stop, sign)
        except (exceptions.ConnectorException, Error):
            logger.exception("the database is away")
        await _first(stop.wait(), asyncio.sleep(PAUSE))


async def _serve(stop: asyncio.Event, sign: Path | None) -> None:
    """Serves until ``stop``, or until the connection is lost. Raises errors of the database."""
    connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=4)
    with app.replace_connector(connector):
        try:
            await connector.open_async()
            worker = app.run_worker_async(delete_jobs="always", install_signal_handlers=False)
            signs = [live(sign, connector)] if sign else []
            await _first(worker, stop.wait(), *signs)
        finally:
            await connector.close_async()


async def _supervise(count: int, sign: Path | None) -> None:
    """Keeps ``count`` processes of one worker each."""
    stop = _stopped_by_signals()
    await asyncio.gather(*(_keep(stop, sign) for _ in range(count)))


async def _keep(stop: asyncio.Event, sign: Path | None) -> None:
    """Keeps one worker in a process of its own; one that ends by itself is replaced."""
    options = ("--sign", str(sign)) if sign else ()
    while not stop.is_set():
        manage = settings.BASE_DIR / "manage.py"
        child = await asyncio.create_subprocess_exec(sys.executable, manage, "work", *options)
        await _first(child.wait(), stop.wait())
        if child.returncode is None:
            child.terminate()
            await child.wait()
        else:
            logger.error("a worker ended with status %s", child.returncode)
            await _first(stop.wait(), asyncio.sleep(PAUSE))


def _stopped_by_signals() -> asyncio.Event:
    """An event of the running loop that SIGTERM and SIGINT set."""
    stop = asyncio.Event()

    def set_it() -> None:
        logger.info("asked to stop; what is at hand comes to its end first")
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, set_it)
    return stop


async def _first(*awaitables: Coroutine[object, object, object]) -> None:
    """Waits for one of them and cancels the others; raises its error."""
    tasks = [asyncio.create_task(awaitable) for awaitable in awaitables]
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    for task in done:
        task.result()
