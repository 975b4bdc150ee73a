"""manage.py verify: whether publications, served files and log are what was published."""

from argparse import ArgumentParser, ArgumentTypeError

from django.core.management.base import BaseCommand, CommandError

from disclosures.events import Head, head_of_chain
from disclosures.integrity import faults, kept
from disclosures.management.database import require_migrated
from disclosures.models import Publication
from disclosures.store import Unreachable


class Command(BaseCommand):
    """Ends with status 1 when anything is not right. Changes nothing."""

    help = (
        "核对全部公开版本的文件、数据、登记和公开页面，以及办理记录；逐条说明不符之处并打印链头，"
        "有不符之处时退出码为 1。链头（序号和校验值）请另处保存。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quiet", action="store_true", help="只打印不符之处")
        parser.add_argument(
            "--head",
            type=_head,
            action="append",
            default=[],
            metavar="序号:校验值",
            help="以前保存的链头；核对当时的办理记录是否仍在其位。可重复",
        )

    def handle(self, *, quiet: bool, head: list[Head], **options: object) -> None:
        require_migrated()
        count = 0
        try:
            for fault in faults():
                count += 1
                self.stdout.write(str(fault))
        except Unreachable as error:
            raise CommandError(f"没有核对完：{error.filename} {error.strerror}") from error
        for earlier in head:
            for fault in kept(earlier):
                count += 1
                self.stdout.write(str(fault))
        if not quiet:
            newest = head_of_chain()
            self.stdout.write(
                f"共 {Publication.objects.count()} 个公开版本、{newest.number} 条办理记录，"
                + (f"有 {count} 处不符。" if count else "全部相符。")
            )
            self.stdout.write(f"链头 {newest.number}:{newest.hash}")
        if count:
            # CommandError would print a message where the list is all there is to say.
            raise SystemExit(1)


def _head(text: str) -> Head:
    number, _, digest = text.partition(":")
    if not (number.isascii() and number.isdigit() and len(digest) == 64):
        raise ArgumentTypeError(f"链头“{text}”不对，应为“序号:校验值”，校验值有 64 位")
    return Head(int(number), digest)
