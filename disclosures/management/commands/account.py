"""manage.py account: lets somebody in again who cannot sign in, when no administrator can."""

from argparse import ArgumentParser

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from disclosures.accounts import history, lockout, second_factor
from disclosures.management.database import require_migrated


class Command(BaseCommand):
    """Lifts a lock, or takes away a second factor whose phone and codes are lost."""

    help = "解除登录锁定（--unlock），或停用丢失的二次验证（--remove-second-factor）。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="用户名")
        parser.add_argument("--unlock", action="store_true", help="解除登录锁定")
        parser.add_argument(
            "--remove-second-factor", action="store_true", help="停用二次验证和恢复码"
        )

    def handle(
        self, *, username: str, unlock: bool, remove_second_factor: bool, **options: object
    ) -> None:
        require_migrated()
        if not unlock and not remove_second_factor:
            raise CommandError("请用 --unlock 或 --remove-second-factor 说明要做什么。")
        if remove_second_factor:
            user = User.objects.filter(username=username).first()
            if user is None:
                raise CommandError(f"没有用户“{username}”。")
            with transaction.atomic():
                before = history.standing(username)
                had = second_factor.remove(user)
                if had:
                    history.note("重置二次验证", username, None, before)
            self.stdout.write(
                f"已停用“{username}”的二次验证。" if had else f"“{username}”没有启用二次验证。"
            )
        if unlock:
            with transaction.atomic():
                before = history.standing(username)
                lockout.lift(username)
                history.note("解除登录锁定", username, None, before)
            self.stdout.write(f"已解除“{username}”的登录锁定。")
