"""Rows that are written once: neither changed nor deleted afterwards."""

from typing import Any, NoReturn

from django.db import models


class FrozenRow(Exception):
    """Somebody tried to change what is kept for good."""


class FrozenQuerySet(models.QuerySet[Any]):
    """Refuses to change or delete any of its rows."""

    def update(self, **values: object) -> NoReturn:
        raise FrozenRow(f"{self.model.__name__} rows are never changed")

    def delete(self) -> NoReturn:
        raise FrozenRow(f"{self.model.__name__} rows are never deleted")


class Frozen(models.Model):
    """A row that is inserted once. Raises FrozenRow on any other write."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        if not self._state.adding:
            raise FrozenRow(f"{self} is never changed")
        super().save(*args, **options)

    def delete(self, *args: object, **options: object) -> NoReturn:
        raise FrozenRow(f"{self} is never deleted")
