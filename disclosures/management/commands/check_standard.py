"""manage.py check_standard DIR: says what is wrong with the standard in a folder."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand

from disclosures.standards import loader
from disclosures.standards.examine import examine


class Command(BaseCommand):
    """Ends with status 1 when something is wrong. Reads no database."""

    help = "检查一个文件夹中的公开范本，逐条指出问题所在的文件和行；有问题时退出码为 1。"
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="公开范本的文件夹，不必在软件的目录之内")

    def handle(self, *, folder: Path, **options: object) -> None:
        found = examine(folder, loader.folders())
        if not found:
            self.stdout.write(f"{folder} 中的公开范本没有发现问题。")
            return
        self.stdout.write("\n".join(map(str, found)))
        # CommandError would print a message where the list is all there is to say.
        raise SystemExit(1)
