"""manage.py demo: loads the demonstration unit; may be run again."""

from argparse import ArgumentParser
from tomllib import TOMLDecodeError

from django.core.management.base import BaseCommand, CommandError

from disclosures.demonstration import (
    TEXTS,
    USERNAME,
    NotDemonstration,
    load_demonstration,
    renew_login,
)
from disclosures.intake.mapping import IntakeError
from disclosures.intake.workbook import WorkbookError
from disclosures.management.database import require_migrated
from disclosures.publication import Refused

NOTHING_LOADED = "演示材料没有载入。"


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
        except OSError as error:
            raise CommandError(f"{NOTHING_LOADED}无法读写文件 {error.filename or ''}") from error
        except (TOMLDecodeError, UnicodeDecodeError) as error:
            raise CommandError(f"{NOTHING_LOADED}{TEXTS} 的格式不对：{error}") from error
        except (WorkbookError, IntakeError, Refused) as error:
            raise CommandError(f"{NOTHING_LOADED}\n{error}") from error
        if login:
            self.stdout.write(f"演示登录：用户名 {USERNAME}，口令 {password}（本次启动新生成）")
        else:
            self.stdout.write(f"演示材料：{disclosure}，地址 {disclosure.get_absolute_url()}")
