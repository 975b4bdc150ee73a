"""The request or the job that is at hand, known to every line of the log written meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

REQUEST: ContextVar[str] = ContextVar("request", default="")
JOB: ContextVar[str] = ContextVar("job", default="")


@contextmanager
def during_request(id: str) -> Iterator[None]:
    """Lines written within belong to this request."""
    token = REQUEST.set(id)
    try:
        yield
    finally:
        REQUEST.reset(token)


@contextmanager
def during_job(number: int) -> Iterator[None]:
    """Lines written within belong to the job with this primary key."""
    token = JOB.set(str(number))
    try:
        yield
    finally:
        JOB.reset(token)
