"""manage.py rebake: makes the served files again from database and store."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Exists, OuterRef

from disclosures.management.database import require_migrated
from disclosures.models import Disclosure, Publication
from disclosures.opendata.archives import build, regions, standing
from disclosures.site.baking import bake, is_baked
from disclosures.site.sweeping import sweep
from disclosures.site.versions import one_by_one


class Command(BaseCommand):
    """May be run at any time, also while the site serves, and again."""

    help = (
        "补上没有生成的公开页面；--all：逐一核对全部公开文件，重写不符的，删除多余的"
        "（升级软件、恢复备份之后运行）。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="核对并重写全部公开文件")

    def handle(self, *, all: bool, **options: object) -> None:
        require_migrated()
        published = Disclosure.objects.filter(
            Exists(Publication.objects.filter(disclosure=OuterRef("pk")))
        )
        count = written = packed = 0
        try:
            for disclosure in one_by_one(published):
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
