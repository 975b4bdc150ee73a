"""manage.py rebake: makes the served files again from database and store."""

import logging
import signal
import sys
from argparse import ArgumentParser
from time import sleep
from typing import NoReturn

from django.core.management.base import BaseCommand, CommandError
from django.db import InterfaceError, OperationalError, connections

from disclosures.following import Follower, begin
from disclosures.management.database import require_migrated
from disclosures.opendata.archives import build, regions, standing
from disclosures.site.baking import bake, is_baked
from disclosures.site.sweeping import sweep
from disclosures.site.versions import one_by_one, published_disclosures

logger = logging.getLogger(__name__)

PAUSE = 2
"""Seconds between two looks at the log."""


class Command(BaseCommand):
    """May be run at any time, also while the site serves, and again."""

    help = (
        "补上没有生成的公开页面；--all：逐一核对全部公开文件，重写不符的，删除多余的"
        "（升级软件、恢复备份之后运行）；--watch：一直运行，别的机器公开、更正、撤回的材料随即"
        "在本机更新，收到 SIGTERM 时退出。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--all", action="store_true", help="核对并重写全部公开文件")
        how.add_argument("--watch", action="store_true", help="随时更新别的机器公开的材料")

    def handle(self, *, all: bool, watch: bool, **options: object) -> None:
        require_migrated()
        if watch:
            follow()
        count = written = packed = 0
        try:
            for disclosure in one_by_one(published_disclosures()):
                count += 1
                if all or not is_baked(disclosure):
                    written += bake(disclosure)
            for region in regions():
                packed += bool(standing(region) is None and build(region))
            swept = sweep() if all else 0
        except OSError as error:
            raise CommandError(
                f"无法写入公开文件 {error.filename or ''}：{error.strerror}"
            ) from error
        self.stdout.write(
            f"共 {count} 份公开材料，重写 {written} 份，打包 {packed} 次，删除多余的 {swept} 项。"
        )


def follow() -> NoReturn:
    """Follows the log until SIGTERM, which may come at any moment: what is baked is switched at
    once, and the position is noted after it.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    follower = None
    while True:
        follower, more = look(follower)
        if not more:
            sleep(PAUSE)


def look(follower: Follower | None) -> tuple[Follower | None, bool]:
    """One step of ``follower``, who begins where there is none; whether there may be more to do.

    A database that is away, or a disk that is full, is logged and tried again.
    """
    try:
        follower = follower or begin()
        return follower, bool(follower.step())
    except (InterfaceError, OperationalError, OSError):
        logger.exception("不能跟随办理记录，稍后再试")
        connections.close_all()
        return follower, False
