"""Django's admin app as this project extends it."""

from django.apps import apps
from django.contrib.admin.apps import AdminConfig


class Desk(AdminConfig):
    """The admin site, which asks for the second factor as well."""

    default_site = "disclosures.accounts.site.Site"

    def ready(self) -> None:
        """Users stand on the index under 账户, not under the name of Django's app."""
        apps.get_app_config("auth").verbose_name = "账户"
        super().ready()
