"""预算绩效 in the admin site; only what belongs to a draft can be changed."""

from performance.admin.management import ManagementAdmin
from performance.admin.project import ProjectAdmin

__all__ = ["ManagementAdmin", "ProjectAdmin"]
