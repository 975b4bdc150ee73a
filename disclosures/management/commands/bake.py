"""manage.py bake DIR: the public site as files, for any web server or portal."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.exceptions import DisallowedHost
from django.core.management.base import BaseCommand, CommandError

from disclosures.management.database import require_migrated
from disclosures.static_copy.collecting import Unanswered, collect
from disclosures.static_copy.placing import NoCopy, beside, inspect, place

SHOWN = 5
"""Links that lead nowhere and are named."""


class Command(BaseCommand):
    """May be run at any time, also while the site serves, and again into the same folder."""

    help = (
        "把公开网站写成静态文件，放到任何网站服务器或政府门户的任何路径下都能用；"
        "检索、比较、校验和接口除外。再次运行时更新：没有变的文件原样不动，撤下的删除。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("dir", type=Path, help="文件夹：新的、空的，或者上次生成的静态副本")

    def handle(self, *, dir: Path, **options: object) -> None:
        require_migrated()
        target = dir.resolve()
        try:
            held = inspect(target)
            with beside(target) as folder:
                _, lost = collect(folder)
                placed = place(folder, target, held)
        except (NoCopy, Unanswered) as error:
            raise CommandError(str(error)) from error
        except DisallowedHost as error:
            raise CommandError(
                "SITE_URL 的主机名不在 ALLOWED_HOSTS 中；没有生成静态副本"
            ) from error
        except OSError as error:
            raise CommandError(
                f"无法读写 {error.filename or target}：{error.strerror}；没有生成静态副本"
            ) from error
        for path in lost[:SHOWN]:
            self.stderr.write(f"没有这一页，指向它的链接已去掉：{path}")
        self.stdout.write(
            f"静态副本：{target}，共 {placed.files} 个文件；"
            f"新增 {placed.added}，改动 {placed.changed}，删除 {placed.removed}。"
        )
