"""manage.py restore FILE: puts a backup into an empty place and proves what came of it."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection

from disclosures.backup import BackupError, restore


class Command(BaseCommand):
    """Restores, migrates forwards, makes what is served and found, ends as ``verify`` ends."""

    help = "把 backup 做的备份恢复到空的数据库和数据目录，升级到本版本，生成公开页面并核对。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="备份文件")

    def handle(self, *, file: Path, **options: object) -> None:
        try:
            manifest = restore(file)
        except BackupError as error:
            raise CommandError(f"没有恢复：{error}") from error
        except OperationalError as error:
            raise CommandError("没有恢复：连不上数据库；请检查 DATABASE_URL") from error
        except OSError as error:
            raise CommandError(f"没有恢复：{error.filename or ''} {error.strerror}") from error
        connection.close()
        self.stdout.write(f"已恢复 {manifest.time} 的备份，共 {len(manifest.members)} 个文件。")
        call_command("migrate", verbosity=0, stdout=self.stdout)
        call_command("rebake", all=True, stdout=self.stdout)
        call_command("reindex", stdout=self.stdout)
        call_command("verify", head=[manifest.head], stdout=self.stdout)
