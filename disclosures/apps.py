"""The Django app of 预决算公开."""

from django.apps import AppConfig


class DisclosuresConfig(AppConfig):
    """预决算公开: units, their figures, and what was published of them."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "disclosures"
    verbose_name = "预决算公开"
