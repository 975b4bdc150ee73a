"""What a tagged PDF says to a program that reads it out: the cells of its tables, its paragraphs.

White space is left out: where a line ends is no part of what is said.
"""

import io
import re
from collections.abc import Iterator

import pikepdf

Grid = list[list[str]]

PAIR = re.compile(r"<([0-9a-f]+)>\s*<([0-9a-f]*)>", re.IGNORECASE)
CHARACTERS = re.compile(r"beginbfchar(.*?)endbfchar", re.DOTALL)


class Tagged:
    """The structure elements of a PDF in reading order, with their text."""

    def __init__(self, content: bytes) -> None:
        self.file = pikepdf.open(io.BytesIO(content))
        self.marked: dict[tuple[tuple[int, int], int], str] = {}
        for page in self.file.pages:
            self._read(page)

    def tables(self) -> list[Grid]:
        """Head and body of each table, as rows of cells."""
        return [
            [[self.text(cell) for cell in self.all(row, "/TH", "/TD")] for row in rows]
            for table in self.all(self.root, "/Table")
            if (rows := list(self.all(table, "/TR")))
        ]

    def paragraphs(self) -> list[str]:
        return [self.text(one) for one in self.all(self.root, "/P")]

    def pictures(self) -> list[str]:
        """What is said in place of each chart."""
        return [squeezed(str(one.Alt)) for one in self.all(self.root, "/Figure")]

    @property
    def root(self) -> pikepdf.Object:
        return self.file.Root.StructTreeRoot.K

    def all(self, node: pikepdf.Object | None, *kinds: str) -> Iterator[pikepdf.Object]:
        """The elements of these kinds below ``node``, none of them inside of another."""
        if isinstance(node, pikepdf.Array):
            for one in node:
                yield from self.all(one, *kinds)
        elif isinstance(node, pikepdf.Dictionary):
            for child in _below(node):
                if isinstance(child, pikepdf.Dictionary) and child.get("/S") in kinds:
                    yield child
                else:
                    yield from self.all(child, *kinds)

    def text(self, node: pikepdf.Object, page: pikepdf.Object | None = None) -> str:
        """All that is marked as content of ``node``, without white space."""
        of_node: pikepdf.Object | None = node.get("/Pg", page)
        return "".join(self._part(child, of_node) for child in _below(node))

    def _part(self, part: object, page: pikepdf.Object | None) -> str:
        if isinstance(part, pikepdf.Dictionary):
            if "/MCID" not in part:
                return self.text(part, page)
            page, part = part.get("/Pg", page), part.MCID
        assert page is not None
        return squeezed(self.marked.get((page.objgen, int(str(part))), ""))

    def _read(self, page: pikepdf.Page) -> None:
        """Remembers the text of each piece of marked content of ``page``."""
        fonts = {str(name): _characters(font) for name, font in page.Resources.Font.items()}
        font: dict[bytes, str] = {}
        number: int | None = None
        for instruction in pikepdf.parse_content_stream(page):
            operands = instruction.operands
            match str(instruction.operator):
                case "BDC":
                    marked = operands[1]
                    number = int(marked.MCID) if "/MCID" in marked else None
                case "EMC":
                    number = None
                case "Tf":
                    font = fonts[str(operands[0])]
                case "TJ" if number is not None:
                    strings = (bytes(one) for one in operands[0] if isinstance(one, pikepdf.String))
                    key = (page.obj.objgen, number)
                    said = "".join(_decoded(string, font) for string in strings)
                    self.marked[key] = self.marked.get(key, "") + said


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def _below(node: pikepdf.Object) -> list[pikepdf.Object]:
    """What a structure element holds: elements, and numbers of marked content."""
    held = node.get("/K")
    return list(held) if isinstance(held, pikepdf.Array) else [held] if held is not None else []


def _characters(font: pikepdf.Object) -> dict[bytes, str]:
    """What each glyph of ``font`` stands for."""
    blocks = CHARACTERS.findall(font.ToUnicode.read_bytes().decode("ascii"))
    return {
        bytes.fromhex(glyph): bytes.fromhex(said).decode("utf-16-be")
        for block in blocks
        for glyph, said in PAIR.findall(block)
    }


def _decoded(string: bytes, font: dict[bytes, str]) -> str:
    return "".join(font[string[at : at + 2]] for at in range(0, len(string), 2))
