"""manage.py demo: loads the demonstration unit; may be run again."""

import secrets
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand

from disclosures.demonstration import load_demonstration

USERNAME = "demo"


class Command(BaseCommand):
    """Loads and publishes the demonstration; with ``--login`` gives its user a new password."""

    help = "载入演示单位并公开；可重复运行。--login：生成演示登录口令并打印。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--login", action="store_true", help="为演示用户生成新口令并打印")

    def handle(self, *args: Any, **options: Any) -> None:
        disclosure = load_demonstration()
        if options["login"]:
            self._login()
        else:
            self.stdout.write(f"演示材料：{disclosure}，地址 {disclosure.get_absolute_url()}")

    def _login(self) -> None:
        password = secrets.token_urlsafe(12)
        user, _ = User.objects.get_or_create(
            username=USERNAME, defaults={"is_staff": True, "is_superuser": True}
        )
        user.set_password(password)
        user.save(update_fields=["password"])
        self.stdout.write(f"演示登录：用户名 {USERNAME}，口令 {password}（本次启动新生成）")
