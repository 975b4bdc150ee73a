"""A workbook becomes filled forms: which sheets are forms, what they hold, what was not read."""

from collections.abc import Collection
from dataclasses import dataclass

from disclosures.intake.workbook import WorkbookError, read_workbook
from performance.forms.loader import form_names, load_form
from performance.forms.model import Form
from performance.reading import Problem, read_form, recognised
from performance.values import Project

CALLED = {"completion": "自评表", "targets": "绩效目标表", "whole_targets": "绩效目标表"}
"""The kinds of forms that can be read, and how a form of each is called."""


class NotLoaded(Exception):
    """Nothing was stored; every line of the message names a place and what to mend."""


@dataclass(frozen=True)
class FormSheet:
    """One filled form of a workbook: the name of its sheet, its form, its project.

    ``unread`` are the filled cells that belong to no field of the form.
    """

    sheet: str
    form: Form
    project: Project
    unread: tuple[Problem, ...] = ()


def called(kinds: Collection[str]) -> str:
    """How the forms of these kinds are called; 绩效表 where none of them can be read."""
    return next((CALLED[kind] for kind in CALLED if kind in kinds), "绩效表")


def read_forms(
    data: bytes, name: str, kinds: Collection[str]
) -> tuple[tuple[FormSheet, ...], tuple[str, ...]]:
    """The forms of these ``kinds`` in a workbook, and why each of its other sheets was not read.

    Raises NotLoaded when it cannot be read, when there is none, or when a cell cannot be read.
    """
    try:
        book = read_workbook(data, name)
    except WorkbookError as error:
        raise NotLoaded(str(error)) from error
    wanted = [kind for kind in CALLED if kind in kinds]
    forms = [load_form(name) for name in form_names() if load_form(name).kind in wanted]
    if not forms:
        raise NotLoaded("这份公开材料没有可以上传的绩效表")
    found, problems, ignored = [], [], []
    for sheet in book.sheets:
        form = None if sheet.hidden else recognised(sheet, forms)
        if form is None:
            reason = "隐藏的工作表不读" if sheet.hidden else f"没有{called(kinds)}的表名"
            ignored.append(f"工作表“{sheet.name}”：{reason}")
            continue
        reading = read_form(sheet, form)
        problems += [f"“{sheet.name}”{problem}" for problem in reading.problems]
        if not reading.project.name:
            problems.append(f"“{sheet.name}”：没有找到项目名称，请在“项目名称”右边填写")
        found.append(FormSheet(sheet.name, form, reading.project, reading.unread))
    if problems:
        raise NotLoaded("\n".join(problems))
    if not found:
        titles = "、".join(dict.fromkeys(f"《{form.title}》" for form in forms))
        raise NotLoaded(f"没有找到{called(kinds)}；工作表上应有表名{titles}之一")
    return tuple(found), tuple(ignored)
