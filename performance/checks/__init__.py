"""Findings over projects in their forms; docs/performance.md lists them.

Every message says where, what was found and what is expected; ``fix`` says how to mend it.
"""

from disclosures.checks.finding import Finding
from performance.checks.indicator import OF_INDICATOR
from performance.checks.project import OF_PROJECT
from performance.checks.subject import Subject
from performance.forms.model import Form
from performance.values import Project


def check_project(project: Project, form: Form) -> tuple[Finding, ...]:
    """All findings of one project."""
    subject = Subject(project, form)
    found = [one for check in OF_PROJECT for one in check(subject)]
    for indicator in project.printed_indicators:
        found += [one for check in OF_INDICATOR for one in check(subject, indicator)]
    return tuple(found)
