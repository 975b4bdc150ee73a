"""manage.py reindex: makes what the search finds again from what is published."""

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Exists, OuterRef

from disclosures.management.database import require_migrated
from disclosures.models import Disclosure, Publication
from disclosures.search.index import index
from disclosures.site.versions import one_by_one


class Command(BaseCommand):
    """May be run at any time, also while the site serves, and again."""

    help = "从全部公开版本重建检索（升级软件、恢复备份之后，或检索结果不对时运行）。"

    def handle(self, **options: object) -> None:
        require_migrated()
        published = Disclosure.objects.filter(
            Exists(Publication.objects.filter(disclosure=OuterRef("pk")))
        )
        count = found = 0
        try:
            for disclosure in one_by_one(published):
                count += 1
                found += index(disclosure)
        except OSError as error:
            raise CommandError(
                f"无法读取 {disclosure} 的公开网页：{error.strerror}；请运行 manage.py verify"
            ) from error
        self.stdout.write(f"共 {count} 份公开材料，现行的 {found} 份可以查找。")
