"""Escaped text in which what belongs together stays on one line."""

import re

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

NUMBERS = re.compile(r"\d[\d,.]*(?:[万亿]?元|万?[人次]|[万亿个批辆台件项所间名分年月日])")
"""A number with its unit. A number and the per cent sign are never parted anyway."""

HEADS = re.compile("本年收入合计|本年支出合计|财政拨款收入|故本表无数据")
"""Words by which programs recognise tables and empty tables."""

ENDING = re.compile(r"[\u4e00-\u9fff]{5}$")
"""The end of a long heading, of which no single character shall go to the next line."""


def unbroken(text: str, pattern: re.Pattern[str] = NUMBERS) -> SafeString:
    """``text`` as markup; the style sheet forbids line breaks inside of ``span``."""
    return safe(pattern.sub(r"<span>\g<0></span>", escape(text)))


def one_word(text: str) -> str:
    """``text`` with wide blanks, because a line that is spread widens its plain ones."""
    return text.replace(" ", "\u3000")


def safe(markup: str) -> SafeString:
    """Markup whose every text went through ``escape``."""
    return mark_safe(markup)  # noqa: S308 - see above
