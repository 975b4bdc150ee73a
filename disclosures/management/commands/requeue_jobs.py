"""manage.py requeue_jobs: background jobs whose runner was killed are to be run again."""

from django.core.management.base import BaseCommand

from disclosures import jobs
from disclosures.management.database import require_migrated


class Command(BaseCommand):
    """What the runners do every few seconds by themselves, for an administrator who looks on."""

    help = "把办理进程已中断的后台任务重新排队；办理进程平时也会自己这样做。"

    def handle(self, **options: object) -> None:
        require_migrated()
        count = jobs.requeue()
        self.stdout.write(f"重新排队的任务 {count} 项")
