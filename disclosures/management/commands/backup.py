"""manage.py backup TARGET: the database and the published files in one file."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from disclosures.backup import BackupError, back_up
from disclosures.management.database import require_migrated


class Command(BaseCommand):
    """May be run while the site serves. Ends with status 1 where a stored file is damaged."""

    help = (
        "把数据库、公开文件的原件和自有范本备份成一个文件；SECRET_KEY 等口令不在其中，请另处保存。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("target", type=Path, help="备份文件，或放它的文件夹（按时间取名）")

    def handle(self, *, target: Path, **options: object) -> None:
        require_migrated()
        try:
            written = back_up(target)
        except BackupError as error:
            raise CommandError(f"没有备份：{error}") from error
        except OSError as error:
            raise CommandError(f"没有备份：{error.filename or ''} {error.strerror}") from error
        head = written.manifest.head
        self.stdout.write(f"已备份到 {written.path}：{written.path.stat().st_size} 字节")
        self.stdout.write(f"链头 {head.number}:{head.hash}")
        if written.damaged:
            names = "\n".join(written.damaged)
            raise CommandError(f"这些原件已损坏，照原样备份了；请运行 verify 查明：\n{names}")
