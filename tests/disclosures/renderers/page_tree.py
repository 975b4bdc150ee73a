"""A published page as a tree of elements."""

from html.parser import HTMLParser
from xml.etree.ElementTree import Element, TreeBuilder

VOID = {"br", "col", "link", "meta"}


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tree = TreeBuilder()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tree.start(tag, {name: value or "" for name, value in attrs})
        if tag in VOID:
            self.tree.end(tag)

    def handle_endtag(self, tag: str) -> None:
        self.tree.end(tag)

    def handle_data(self, data: str) -> None:
        self.tree.data(data)


def page_tree(content: bytes) -> Element:
    """The root element of a page."""
    builder = _Builder()
    builder.feed(content.decode())
    builder.close()
    return builder.tree.close()


def text_of(element: Element) -> str:
    """All text in it."""
    return "".join(element.itertext())
