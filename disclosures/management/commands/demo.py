"""manage.py demo: loads the demonstration unit; may be run again."""

from argparse import ArgumentParser
from tomllib import TOMLDecodeError

from django.core.management.base import BaseCommand, CommandError

from disclosures.demonstration import (
    PEOPLE,
    TEXTS,
    NotDemonstration,
    load_demonstration,
    renew_logins,
)
from disclosures.intake.mapping import IntakeError
from disclosures.intake.workbook import WorkbookError
from disclosures.management.database import require_migrated
from disclosures.publication import Refused

NOTHING_LOADED = "演示材料没有载入。"


class Command(BaseCommand):
    """Loads and publishes the demonstration; ``--login`` gives its accounts new passwords."""

    help = "载入演示单位并公开；可重复运行。--login：为演示账户生成新口令并打印。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--login", action="store_true", help="为演示账户生成新口令并打印")

    def handle(self, *, login: bool, **options: object) -> None:
        require_migrated()
        try:
            documents = load_demonstration()
            passwords = renew_logins() if login else {}
        except NotDemonstration as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{NOTHING_LOADED}无法读写文件 {error.filename or ''}") from error
        except (TOMLDecodeError, UnicodeDecodeError) as error:
            raise CommandError(f"{NOTHING_LOADED}{TEXTS} 的格式不对：{error}") from error
        except (WorkbookError, IntakeError, Refused) as error:
            raise CommandError(f"{NOTHING_LOADED}\n{error}") from error
        for name, password in passwords.items():
            who = PEOPLE[name].label if name in PEOPLE else "管理员"
            self.stdout.write(f"演示登录：用户名 {name}，口令 {password}（{who}，本次启动新生成）")
        for document in () if login else documents:
            self.stdout.write(f"演示材料：{document}，地址 {document.get_absolute_url()}")
