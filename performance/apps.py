"""The Django app of 预算绩效."""

from django.apps import AppConfig


class PerformanceConfig(AppConfig):
    """预算绩效: projects, indicators, self-assessment."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "performance"
    verbose_name = "预算绩效"
