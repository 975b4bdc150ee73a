"""manage.py work: runs background jobs, with PostgreSQL; on any number of machines."""

from argparse import ArgumentParser, ArgumentTypeError
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from disclosures.management.database import require_migrated

MOST = 64
"""Processes that one command starts."""


class Command(BaseCommand):
    """Each process runs one job at a time: documents are printed by one thread of a process."""

    help = "办理后台任务（数据库为 PostgreSQL 时）；收到 SIGTERM 时办完手头的再退出。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--concurrency",
            type=_count,
            default=1,
            help=f"同时办理几项（1 至 {MOST}，不写时为 1），每项一个进程",
        )

        parser.add_argument(
            "--sign",
            type=Path,
            help="每当数据库有应答就更新其修改时间的文件，供 setup/health.py 查看",
        )

    def handle(self, *, concurrency: int, sign: Path | None, **options: object) -> None:
        if not settings.ON_POSTGRESQL:
            raise CommandError("数据库是 SQLite：后台任务由网站进程自己办理，不需要 work")
        require_migrated()
        import_module(settings.DISCLOSURES_JOBS_BACKEND).work(concurrency, sign)


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST:
        raise ArgumentTypeError(f"“{text}”不对，应为 1 至 {MOST} 的整数")
    return int(text)
