"""Style sheets and scripts of public pages hold nothing that Chromium 86 cannot read.

What an old browser does not know it leaves out: where that is an ornament, it may stand; where it
is a selector, a block or the place of something, the page would be another one.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

PUBLIC = re.compile(r"\{% get_static_prefix %\}(css/[\w-]+\.css|js/[\w-]+\.js)")

NEWER: dict[str, dict[str, str]] = {
    ".css": {
        r":has\(": "105",
        r":is\(": "88",
        r":where\(": "88",
        r":not\([^)]*,": "88",
        r":user-valid|:user-invalid": "119",
        r"@container": "105",
        r"@layer": "99",
        r"@scope": "118",
        r"@starting-style": "117",
        r"(^|\s|;)&": "nesting, 112",
        r"(^|[\s;{])inset(-[a-z-]+)?\s*:": "87",
        r"(margin|padding|border)-(inline|block)\b": "87",
        r"aspect-ratio\s*:": "88",
        r"accent-color\s*:": "93",
        r"\d(dvh|svh|lvh|dvw|svw|cqw|cqh|lh|rlh)\b": "105 and later",
        r"color-mix\(|oklch\(|oklab\(|lch\(|lab\(|light-dark\(": "111 and later",
        r"subgrid": "117",
        r"@media[^{]*[<>]": "range of a media query, 104",
        r"(^|[\s;{])(translate|rotate|scale)\s*:": "104",
        r"animation-timeline|view-transition": "115",
    },
    ".js": {
        r"\.at\(": "92",
        r"\.(findLast|findLastIndex|toSorted|toReversed|toSpliced|with)\(": "97 and later",
        r"Object\.(hasOwn|groupBy)\(": "93",
        r"structuredClone\(": "98",
        r"crypto\.randomUUID": "92",
        r"^await\s|^\s*static\s*\{": "89, 94",
        r"#\w+ in ": "91",
        r"showPopover|popover": "114",
        r"Array\.fromAsync|Promise\.withResolvers": "119",
        r":has\(|:is\(|:where\(": "selectors",
        r"scheduler\.": "94",
    },
}
"""What is newer, and with which version it came."""


def linked() -> set[str]:
    """Every style sheet and script that a page without a login links."""
    folder = Path(settings.BASE_DIR) / "templates"
    pages = [*folder.glob("*.html"), *folder.glob("public/*"), folder / "document" / "page.html"]
    return {name for page in pages for name in PUBLIC.findall(page.read_text("utf-8"))}


def newer(name: str, text: str) -> Iterator[str]:
    """Every line of ``text`` that an old browser reads otherwise."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    for line in text.splitlines():
        for pattern, version in NEWER[Path(name).suffix].items():
            if re.search(pattern, line):
                yield f"{name}: {line.strip()} ({version})"


def test_what_public_pages_link_is_found() -> None:
    assert linked() >= {
        *("css/disclosure.css", "css/frame.css", "css/public.css", "css/compare.css"),
        *("css/figures.css", "js/contents.js", "js/verify.js"),
    }


@pytest.mark.parametrize("name", sorted(linked()))
def test_an_old_browser_reads_it_as_it_is_meant(name: str) -> None:
    text = (Path(settings.BASE_DIR) / "static" / name).read_text("utf-8")
    assert list(newer(name, text)) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x.css", "a:has(b) { color: red }"),
        ("x.css", "a { inset: 0 }"),
        ("x.css", "a { & b { color: red } }"),
        ("x.css", "  margin-inline: -1rem;"),
        ("x.css", "@media (width >= 40rem) {"),
        ("x.css", "  height: 100dvh;"),
        ("x.js", "const last = list.at(-1);"),
        ("x.js", "await load();"),
    ],
)
def test_what_is_newer_is_told(name: str, text: str) -> None:
    assert len(list(newer(name, text))) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x.css", "a { clip-path: inset(50%); max-height: 70vh; color: rgb(0, 0, 0) }"),
        ("x.css", "/* a:has(b) */"),
        ("x.js", 'const shown = a?.b ?? "c"; list.flat().replaceAll("a", "b");'),
    ],
)
def test_what_is_old_enough_is_not(name: str, text: str) -> None:
    assert list(newer(name, text)) == []
