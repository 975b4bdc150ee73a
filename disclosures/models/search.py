"""What can be found of each disclosure in force; disclosures.search alone writes it."""

from django.db import models

from disclosures.models.disclosure import Disclosure, Kind
from disclosures.models.publication import Publication


class Searchable(models.Model):
    """The current version of a disclosure, as it is looked up: derived, can be made again.

    ``terms`` holds every term once, parted by blanks; migration 0007 puts them into the index of
    the database, an FTS5 table or GIN. ``passages`` are anchor, heading and text of each place.
    """

    disclosure = models.OneToOneField(
        Disclosure, on_delete=models.CASCADE, related_name="+", verbose_name="公开材料"
    )
    publication = models.ForeignKey(
        Publication, on_delete=models.CASCADE, related_name="+", verbose_name="公开版本"
    )
    year = models.PositiveSmallIntegerField("年度")
    kind = models.CharField("类别", max_length=20, choices=Kind)
    region = models.CharField("行政区划", max_length=60)
    unit_name = models.CharField("单位名称", max_length=120)
    passages = models.JSONField("可找到的内容", default=list)
    terms = models.TextField("检索词")

    class Meta:
        verbose_name = "检索"
        verbose_name_plural = "检索"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.publication}"
