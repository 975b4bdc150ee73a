"""manage.py demo: loads the demonstration unit; may be run again."""

from argparse import ArgumentParser
from tomllib import TOMLDecodeError

from django.core.management.base import BaseCommand, CommandError

from disclosures.demonstration import USERNAME, NotDemonstration, load_demonstration, renew_login
from disclosures.intake.mapping import IntakeError
from disclosures.intake.workbook import WorkbookError
from disclosures.management.database import require_migrated
from disclosures.publication import Refused
from disclosures.standards.loader import UnknownStandard

DAMAGED = (OSError, TOMLDecodeError, WorkbookError, IntakeError, Refused, UnknownStandard)
"""What a damaged file of the demonstration leads to."""


class Command(BaseCommand):
    """Loads and publishes the demonstration; with ``--login`` gives its user a new password."""

    help = "载入演示单位并公开；可重复运行。--login：生成演示登录口令并打印。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--login", action="store_true", help="为演示用户生成新口令并打印")

    def handle(self, *, login: bool, **options: object) -> None:
        require_migrated()
        try:
            disclosure = load_demonstration()
            password = renew_login() if login else ""
        except NotDemonstration as error:
            raise CommandError(str(error)) from error
        except DAMAGED as error:
            raise CommandError(f"演示材料没有载入。\n{error}") from error
        if login:
            self.stdout.write(f"演示登录：用户名 {USERNAME}，口令 {password}（本次启动新生成）")
        else:
            self.stdout.write(f"演示材料：{disclosure}，地址 {disclosure.get_absolute_url()}")
