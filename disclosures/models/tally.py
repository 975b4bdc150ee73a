"""Numbers that all processes add to; disclosures.tallies alone reads and writes them."""

from django.db import models


class Tally(models.Model):
    """How much there was of one thing on the whole site, as Prometheus is told of it.

    ``labels`` is a JSON object, its keys in their order.
    """

    name = models.CharField("名称", max_length=100)
    labels = models.CharField("标签", max_length=200)
    amount = models.FloatField("数量")

    class Meta:
        verbose_name = "计数"
        verbose_name_plural = "计数"
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("name", "labels"), name="tally_once"),)

    def __str__(self) -> str:
        return f"{self.name} {self.labels}"
