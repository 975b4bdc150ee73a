"""Background jobs in the admin site: everybody sees their own, on pages of our own."""

from typing import TYPE_CHECKING

from django.apps import apps
from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, path

from disclosures.admin.jobs import changes, pages, progress, report
from disclosures.models import Job

if TYPE_CHECKING:
    Base = admin.ModelAdmin[Job]
else:
    Base = admin.ModelAdmin


@admin.register(Job)
class JobAdmin(Base):
    """An entry in the index, for all of the staff, and the addresses of the pages behind it."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        batch = "batches/<int:pk>/"
        views = (
            ("", pages.mine, "disclosures_job_changelist"),
            ("progress/", progress.list_progress, "job_progress"),
            ("<int:pk>/retry/", changes.retry, "job_retry"),
            (batch, pages.batch, "job_batch"),
            (f"{batch}progress/", progress.batch_progress, "job_batch_progress"),
            (f"{batch}pause/", changes.pause, "job_batch_pause"),
            (f"{batch}resume/", changes.resume, "job_batch_resume"),
            (f"{batch}retry/", changes.retry_failed, "job_batch_retry"),
            (f"{batch}report/", report.report, "job_batch_report"),
            (f"{batch}report.csv", report.report_csv, "job_batch_csv"),
        )
        return [
            path(route, self.admin_site.admin_view(view), name=name) for route, view, name in views
        ]


if apps.is_installed("procrastinate.contrib.django"):
    # Its wake-ups say nothing to anybody who works here.
    wake_ups = apps.get_app_config("procrastinate").get_models()
    admin.site.unregister([model for model in wake_ups if admin.site.is_registered(model)])
