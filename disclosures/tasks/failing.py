"""Refusals as reasons of failed jobs, and the person who asked for a job."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.models import User

from disclosures.classification import UnknownCode
from disclosures.intake.problems import IntakeError
from disclosures.jobs import Failed
from disclosures.publication import Refused
from disclosures.standards.entries import BadStandard
from disclosures.standards.loader import UnknownStandard

REFUSALS = (Refused, IntakeError, UnknownStandard, UnknownCode, BadStandard)
"""What is so until a person does something about it; their messages say what."""


@contextmanager
def refusals() -> Iterator[None]:
    """Raises Failed with the reason where the block is refused: trying again would not help."""
    try:
        yield
    except REFUSALS as refusal:
        raise Failed(str(refusal)) from refusal


def person(by: User | None) -> User:
    """Who asked. Raises Failed where nobody did: every rule asks for a person."""
    if by is None:
        raise Failed("这项任务没有发起人，不能办理")
    return by
