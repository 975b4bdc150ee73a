"""A made-up institution's figures for 2024 in 万元, consistent but for one that is planted.

因公出国（境）人数 is left out, for the clerk to be asked for it at the end.
"""

import io
from collections.abc import Mapping

import openpyxl

LINES = {
    "205": ("教育支出", 480, 400, 80),
    "20502": ("普通教育", 480, 400, 80),
    "2050201": ("学前教育", 480, 400, 80),
    "208": ("社会保障和就业支出", 70, 70, None),
    "20805": ("行政事业单位养老支出", 70, 70, None),
    "2080505": ("机关事业单位基本养老保险缴费支出", 70, 70, None),
    "221": ("住房保障支出", 50, 50, None),
    "22102": ("住房改革支出", 50, 50, None),
    "2210201": ("住房公积金", 50, 50, None),
}
"""By code: name, expenditure, basic and project."""

FIGURES: Mapping[str, Mapping[str, float]] = {
    "财政拨款收入支出决算总表": {
        **{"C7": 600, "C8": 0, "C9": 0, "C33": 600, "C34": 10, "C35": 10, "C38": 610},
        **{"F11": 480, "G11": 480, "F14": 70, "G14": 70, "F25": 50, "G25": 50},
        **{"F33": 600, "G33": 600, "F34": 10, "G34": 10, "F38": 610, "G38": 610},
    },
    "一般公共预算财政拨款基本支出决算明细表": {
        **{"C6": 510, "C7": 300, "C8": 90, "C12": 70, "C17": 50, "C38": 510},
        **{"F6": 10, "F7": 10, "I38": 10},
    },
    "政府性基金预算财政拨款收入支出决算表": dict.fromkeys(("C7", "D7", "E7", "H7"), 0),
    "国有资本经营预算财政拨款支出决算表": {"C7": 0},
    "财政拨款“三公”经费支出决算表": {f"{column}8": 0 for column in "ABCDEFGHIJKL"},
    "上年决算数": {
        **{"B5": 650, "B6": 10, "B7": 650, "B8": 10, "B9": 640},
        **{f"B{row}": 0 for row in range(10, 17)},
    },
    "一般公共预算财政拨款支出预算数": {"C5": 610},
    "其他重要事项数据": dict.fromkeys(
        (
            *("C5", "C7", "C14", "C18", "C21"),
            *(f"C{row}" for row in (*range(24, 29), *range(31, 42))),
        ),
        0,
    ),
    "支出决算表": {"F7": 0, "G7": 0, "H7": 0},
}
"""By the title of a sheet of the blank workbook, the cells that are filled in."""

ITEM_BUDGETS = {"2050201": 490, "2080505": 70, "2210201": 50}


def filled(blank: bytes, planted: float) -> bytes:
    """The blank workbook with every table but the first two, which are taken out.

    ``planted`` is added to the project expenditure of 2050201 in 支出决算表, and to all above it.
    """
    book = openpyxl.load_workbook(io.BytesIO(blank))
    sheets = {sheet.title.partition(" ")[2] or sheet.title: sheet for sheet in book}
    for title, cells in FIGURES.items():
        for address, value in cells.items():
            sheets[title][address] = value
    for title, more in (("支出决算表", planted), ("一般公共预算财政拨款支出决算表", 0)):
        sheets[title]["C7"], sheets[title]["D7"], sheets[title]["E7"] = 600 + more, 520, 80 + more
        for row, (code, (name, total, basic, project)) in enumerate(LINES.items(), 8):
            extra = 0 if project is None else more
            values = (code, name, total + extra, basic, project and project + extra)
            for column, text in enumerate(values, 1):
                sheets[title].cell(row, column, text)
    for row, (code, budget) in enumerate(ITEM_BUDGETS.items(), 6):
        sheets["一般公共预算财政拨款支出预算数"].cell(row, 1, code)
        sheets["一般公共预算财政拨款支出预算数"].cell(row, 3, budget)
    for title in ("收入支出决算总表", "收入决算表", "国内公务接待明细"):
        book.remove(sheets[title])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
