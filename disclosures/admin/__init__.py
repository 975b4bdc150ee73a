"""The admin site: where the staff of a unit and of the bureau work."""

from django.contrib import admin

from disclosures.admin.accounts import AccountAdmin
from disclosures.admin.classification import ClassificationCodeAdmin
from disclosures.admin.disclosure import DisclosureAdmin
from disclosures.admin.event import EventAdmin
from disclosures.admin.job import JobAdmin
from disclosures.admin.publication import PublicationAdmin
from disclosures.admin.role import RoleAdmin
from disclosures.admin.unit import UnitAdmin

__all__ = [
    "AccountAdmin",
    "ClassificationCodeAdmin",
    "DisclosureAdmin",
    "EventAdmin",
    "JobAdmin",
    "PublicationAdmin",
    "RoleAdmin",
    "UnitAdmin",
]

admin.site.site_header = "明账 · 预决算公开"
admin.site.site_title = "明账"
admin.site.index_title = "工作后台"
