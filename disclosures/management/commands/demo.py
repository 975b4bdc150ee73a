"""manage.py demo: loads the demonstration unit, or made-up units at size; may be run again."""

import time
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
from disclosures.made_up.making import FIRST, LAST, Wanted, count, make
from disclosures.made_up.units import most
from disclosures.management.database import require_migrated
from disclosures.publication import Refused

NOTHING_LOADED = "演示材料没有载入。"

EVERY = 20
"""After so many documents a line tells how far it is."""


class Command(BaseCommand):
    """Loads and publishes a demonstration; ``--login`` gives its accounts new passwords."""

    help = (
        "载入演示单位并公开；可重复运行，已有的不再生成。--login：为演示账户生成新口令并打印。"
        "--units 和 --years：改为生成这么多个虚构单位、这么多年的预算和决算并公开，用于查看和测速。"
        "300 个单位 3 年约 2100 份，全部格式要一个多小时，大半用于 PDF；"
        "--quick 不生成 PDF，约半小时。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--login", action="store_true", help="为演示账户生成新口令并打印")
        parser.add_argument("--units", type=int, help=f"虚构单位的个数，最多 {most()}")
        parser.add_argument(
            "--years", type=int, default=3, help=f"年数，到{LAST}年为止；最多 {LAST - FIRST + 1}"
        )
        parser.add_argument("--seed", type=int, default=0, help="相同的种子生成相同的数据")
        parser.add_argument("--quick", action="store_true", help="虚构单位不生成 PDF")

    def handle(
        self,
        *,
        login: bool,
        units: int | None,
        years: int,
        seed: int,
        quick: bool,
        **options: object,
    ) -> None:
        require_migrated()
        try:
            if units is None:
                self._load(told=not login)
            else:
                self._make(Wanted(units, years, seed, ("pdf",) if quick else ()))
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

    def _load(self, *, told: bool) -> None:
        for document in load_demonstration():
            if told:
                self.stdout.write(f"演示材料：{document}，地址 {document.get_absolute_url()}")

    def _make(self, wanted: Wanted) -> None:
        for name, value, largest in (
            ("--units", wanted.units, most()),
            ("--years", wanted.years, LAST - FIRST + 1),
        ):
            if not 1 <= value <= largest:
                raise CommandError(f"{name} 应为 1 到 {largest}，现为 {value}；没有生成任何材料")
        total, fresh, begun = count(wanted), 0, time.monotonic()
        for done, (_, new) in enumerate(make(wanted), 1):
            fresh += new
            if fresh and new and (done % EVERY == 0 or done == total):
                each = (time.monotonic() - begun) / fresh
                left = (total - done) * each / 60
                self.stdout.write(f"{done}/{total} 份，每份 {each:.1f} 秒，还需约 {left:.0f} 分钟")
        self.stdout.write(
            f"演示数据：{wanted.units} 个虚构单位、{wanted.years} 年，"
            f"共 {total} 份材料，本次公开 {fresh} 份"
        )
