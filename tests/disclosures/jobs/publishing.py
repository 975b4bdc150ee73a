"""A task like publishing, that tells what it does and can be held up at three points.

It is held up where a test has made a named pipe: before it begins, in the middle of its
transaction, and after it has done everything. The pipes lie in DATA_DIR, or in the folder GATES
where the runners have no DATA_DIR in common.
"""

import os
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from disclosures import jobs
from disclosures.models import Disclosure, Prose, State

NAME = "tests.publish"


def log() -> Path:
    """Lines such as ``begin 7 by 4711``."""
    return _folder() / "log"


def gate(point: str, key: int) -> Path:
    """The pipe at which the task for ``key`` waits until somebody has written to it."""
    return _folder() / f"{point}-{key}"


def _folder() -> Path:
    return Path(os.environ.get("GATES") or settings.DATA_DIR)


@jobs.task(NAME)
def publish(key: int, by: User | None, progress: jobs.Progress) -> str:
    """Leaves one effect for the disclosure ``key``, unless that was done before."""
    _tell("begin", key)
    pass_gate("before", key)
    progress(1, 2, "生成文件")
    with transaction.atomic():
        disclosure = Disclosure.objects.get(pk=key).locked()
        if disclosure.state != State.PUBLISHED:
            times = disclosure.prose.count()
            Prose.objects.create(disclosure=disclosure, name=f"effect-{times + 1}", text="已公开")
            pass_gate("within", key)
            disclosure.state = State.PUBLISHED
            disclosure.save(update_fields=["state"])
    pass_gate("after", key)
    _tell("end", key)
    return "已公开第 1 版"


def _tell(what: str, key: int) -> None:
    line = f"{what} {key} by {os.getpid()}\n"
    with log().open("ab", buffering=0) as file:
        file.write(line.encode())


def pass_gate(point: str, key: int) -> None:
    """Tells that the work on ``key`` is at ``point``, and waits there for a test that holds it."""
    if gate(point, key).exists():
        _tell(point, key)
        gate(point, key).read_bytes()
