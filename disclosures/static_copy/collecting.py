"""collect(): every page of the site that can be read, and every file it leads to, in a folder."""

from collections import deque
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.urls import resolve

from disclosures.models import Disclosure, Publication
from disclosures.site.addresses import GONE, PAGE, link_of
from disclosures.site.baking import ensure
from disclosures.site.comparing import GZIP
from disclosures.site.versions import one_by_one
from disclosures.static_copy.addresses import Address
from disclosures.static_copy.asking import Answer, ask
from disclosures.static_copy.rewriting import references, rewritten

HOME = Address("/")

BEGINNINGS = (HOME, Address("/robots.txt"), Address("/sitemap.xml"), Address("/feed.atom"))

MISSING, NOWHERE = "404.html", Address("/0/0/")
"""The page for addresses that are not there, beside that of ``HOME``, and one that never is."""

HERE = frozenset({"127.0.0.1", "::1", "localhost"})


class Unanswered(Exception):
    """A page of the site could not be made; the message says which."""

    def __init__(self, address: Address, status: int) -> None:
        super().__init__(f"页面 {address.path} 现在不能生成（{status}）；没有生成静态副本")


def collect(folder: Path) -> tuple[int, tuple[str, ...]]:
    """Writes the copy into the empty ``folder``: how many files, and which links lead nowhere.

    While it is written the site goes on: a file that was withdrawn, and a ZIP that is made anew,
    since something led there, are left out as links that lead nowhere.


    Raises Unanswered where a page fails, OSError where nothing can be written.
    """
    waiting = deque([*BEGINNINGS, *_published()])
    known, copied, lost = set(waiting), set[Address](), list[str]()
    while waiting:
        address = waiting.popleft()
        answer = ask(address)
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR and not _is_remade(address, answer):
            raise Unanswered(address, answer.status)
        if not _is_there(address, answer):
            lost.append(address.path)
            continue
        copied.add(address)
        file = folder / address.file
        _write(file, answer.content)
        for led in _led(file, address):
            if led.is_copied and led not in known:
                known.add(led)
                waiting.append(led)
    _write(folder / MISSING, ask(NOWHERE).content)
    _rewrite(folder / MISSING, HOME, copied)
    for address in sorted(copied):
        if address.is_page:
            _rewrite(folder / address.file, address, copied)
    return len(copied) + 1, tuple(lost)


def live_site() -> str:
    """The site that readers of the copy can turn to; '' where it is one of this machine alone."""
    host = urlsplit(settings.SITE_URL).hostname
    return "" if host in HERE else settings.SITE_URL


def _published() -> Iterator[Address]:
    """Every file that is served of every document, also of those that no list names any more."""
    published = Disclosure.objects.filter(
        Exists(Publication.objects.filter(disclosure=OuterRef("pk")))
    )
    for disclosure in one_by_one(published):
        ensure(disclosure)
        link = link_of(disclosure)
        home = disclosure.get_absolute_url()
        for path in sorted(link.rglob("*")):
            below = path.relative_to(link).as_posix()
            if path.name in (PAGE, GONE):
                yield Address(f"{home}{below.removesuffix(path.name)}")
            elif path.is_file() and path.suffix != GZIP:
                yield Address(f"{home}{below}")


def _is_there(address: Address, answer: Answer) -> bool:
    """Whether there is something to copy: what was withdrawn has a page that says so, no file."""
    return answer.status == HTTPStatus.OK or (address.is_page and answer.status == HTTPStatus.GONE)


def _is_remade(address: Address, answer: Answer) -> bool:
    """Whether it is the ZIP of a region that something was published of since it was listed."""
    is_archive = resolve(address.path).url_name == "archive"
    return is_archive and answer.status == HTTPStatus.SERVICE_UNAVAILABLE


def _led(file: Path, address: Address) -> Iterator[Address]:
    if address.is_page or file.suffix in (".css", ".xml"):
        yield from references(file.read_text("utf-8"), address, settings.SITE_URL)


def _rewrite(file: Path, address: Address, copied: set[Address]) -> None:
    page = file.read_bytes().decode()
    file.write_bytes(rewritten(page, address, copied, live_site()).encode())


def _write(file: Path, content: Iterator[bytes]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("xb") as target:
        for piece in content:
            target.write(piece)
