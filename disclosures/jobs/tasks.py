"""What can be run in the background: callables by name."""

from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple, Protocol, TypeAlias

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ImproperlyConfigured


class Failed(Exception):
    """The work cannot be done as things stand; the message tells the person why.

    Raised by a task for whatever trying again would not mend. Every other error counts as a
    mishap: it is logged and the job is tried again.
    """


class Later(Exception):
    """There is nothing to be done before something else is; the message tells what.

    Raised by a task that is to be run again soon. It counts as no mishap, however often.
    """


class Progress(Protocol):
    """Tells how far a task is; to be called some times a second at most, outside a transaction.

    Raises an error that ends the task when the job was taken from it.
    """

    def __call__(self, done: int, total: int, note: str = "") -> None: ...


Function: TypeAlias = Callable[[int, User | None, Progress], str]
"""Works on the row with this primary key for this person; returns a sentence about the result."""


class Task(NamedTuple):
    """A function that can be run in the background."""

    name: str
    function: Function
    page: str


_TASKS: dict[str, Task] = {}


def task(name: str, page: str = "") -> Callable[[Function], Function]:
    """Makes the decorated function known as ``name``, in a module listed in DISCLOSURES_TASKS.

    ``page`` names an address with the primary key as its only argument, where a person finds what
    the task works on (``admin:desk_overview``).

    The function must be idempotent: it may be run again after it was interrupted at any point,
    even after all of its work was done, and must then end with the same result. So it changes what
    it works on in one transaction, with the row locked, and first looks whether that was done.
    Raises ImproperlyConfigured when another function has the name.
    """

    def register(function: Function) -> Function:
        known = _TASKS.setdefault(name, Task(name, function, page))
        if known.function is not function:
            raise ImproperlyConfigured(f"后台任务“{name}”定义了两次")
        return function

    return register


def find(name: str) -> Task:
    """The task of this name. Raises Failed where no module of DISCLOSURES_TASKS has one."""
    for module in settings.DISCLOSURES_TASKS:
        import_module(module)
    try:
        return _TASKS[name]
    except KeyError as error:
        raise Failed(f"没有名为“{name}”的后台任务，可能是软件的版本不同，请联系管理员") from error
