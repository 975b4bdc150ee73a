"""The Django app of 预决算公开."""

from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from disclosures.standards import loader
from disclosures.standards.examine import examine_own


class DisclosuresConfig(AppConfig):
    """预决算公开: units, their figures, and what was published of them."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "disclosures"
    verbose_name = "预决算公开"

    def ready(self) -> None:
        """Finds the installation's own standards as well. Raises ImproperlyConfigured."""
        own = settings.STANDARDS_DIR
        if faults := examine_own(own):
            listed = "\n".join(map(str, faults))
            raise ImproperlyConfigured(
                f"环境变量 STANDARDS_DIR 的目录 {own} 中的公开范本有问题：\n{listed}"
            )
        loader.use((own,))
