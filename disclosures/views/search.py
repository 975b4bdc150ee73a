"""The search page: units, 科目, projects and words of what is published."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from disclosures.accounts.limits import by_address, limited
from disclosures.models import Kind
from disclosures.search import words
from disclosures.search.finding import PER_PAGE, Filters, Found, find
from disclosures.views.narrowing import narrowed


@require_safe
@limited("search", by_address)
def search(request: HttpRequest) -> HttpResponse:
    """The form, and the results of what was typed; whatever cannot be used is told in words."""
    typed = request.GET.get("q", "").strip()
    narrowing, problems = narrowed(request.GET)
    filters = Filters(narrowing.year, narrowing.region, narrowing.kind)
    query = words.query(typed)
    found = find(query, filters, _page(request.GET.get("page", "")))
    context = {
        "typed": typed[: words.LONGEST],
        "found": found,
        "narrowing": narrowing,
        "kinds": Kind.choices,
        "told": [*problems, *_told(typed, found)],
        "heading": _heading(found),
        "first": (found.page - 1) * PER_PAGE + 1,
        "before": found.page - 1,
        "after": found.page + 1,
    }
    return render(request, "public/search.html", context)


def _told(typed: str, found: Found) -> list[str]:
    """What the reader should know of how the query was understood."""
    query, told = found.query, []
    if query.cut:
        told.append(f"输入的内容太长，只查找了前 {words.LONGEST} 个字。")
    if query.short:
        short = "、".join(f"“{one}”" for one in query.short)
        told.append(f"{short}只有一个字，没有查找；请至少输入两个字。")
    elif typed and not query.words:
        told.append("没有可以查找的字：请输入汉字、字母或数字。")
    if found.relaxed:
        parted = "、".join(f"“{word.text}”" for word in query.words)
        told.append(f"没有与输入完全一致的内容，下面是同时有{parted}的材料。")
    return told


def _heading(found: Found) -> str:
    """How much was found; '' where nothing was looked for."""
    if not found.query.words:
        return ""
    if not found.count:
        return "没有找到"
    if found.more:
        return f"找到 {found.count} 份以上，只列出前 {found.count} 份；请再加上单位、年度或别的词"
    return f"找到 {found.count} 份"


def _page(text: str) -> int:
    """The number of the page asked for; the first where that is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else 1
