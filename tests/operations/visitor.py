"""Somebody who asks web processes over HTTP and keeps the cookies of all of them together."""

import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import (
    HTTPCookieProcessor,
    HTTPRedirectHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    build_opener,
)

TIMEOUT = 60
"""Seconds after which an answer is given up."""

DESK = "/admin/disclosures/disclosure"


@dataclass(frozen=True)
class Answer:
    """What came back; redirections are not followed."""

    status: int
    headers: Message
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode()

    def json(self) -> Any:
        return json.loads(self.content)

    def hidden(self, name: str) -> str:
        """The value of a hidden field of the page. Raises ValueError where it has none."""
        found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', self.text)
        if found is None:
            raise ValueError(f"no field {name}: {self.status} {self.text[:500]}")
        return found[1]


class Visitor:
    """A browser without scripts, as far as a server can tell; proxies of this machine are ignored.

    Every method takes the address of a web process, so that each request may go to another one;
    what cannot be asked raises OSError or HTTPException.
    """

    def __init__(self) -> None:
        self._cookies = CookieJar()
        self._opener = _opener(self._cookies)

    def get(self, web: str, path: str) -> Answer:
        return self._ask(web, path)

    def post(self, web: str, path: str, fields: Mapping[str, str]) -> Answer:
        """A form, with the token of whoever is signed in."""
        return self._ask(web, path, urlencode(fields).encode())

    def post_json(self, web: str, path: str, content: object) -> Answer:
        """What the script of a page sends."""
        body = json.dumps(content).encode()
        return self._ask(web, path, body, "application/json")

    def post_file(self, web: str, path: str, field: str, name: str, content: bytes) -> Answer:
        """A form with one file."""
        boundary = secrets.token_hex(16)
        head = f'Content-Disposition: form-data; name="{field}"; filename="{name}"'
        kind = "Content-Type: application/octet-stream"
        start = f"--{boundary}\r\n{head}\r\n{kind}\r\n\r\n".encode()
        body = start + content + f"\r\n--{boundary}--\r\n".encode()
        return self._ask(web, path, body, f"multipart/form-data; boundary={boundary}")

    def sign_in(self, web: str, username: str, password: str) -> None:
        """Raises ValueError where the page says no."""
        self.get(web, "/admin/login/")
        fields = {"username": username, "password": password, "next": "/admin/"}
        answer = self.post(web, "/admin/login/", fields)
        if answer.status != 302:
            raise ValueError(f"{username} was not let in: {answer.status} {answer.text[:2000]}")

    def _ask(self, web: str, path: str, body: bytes | None = None, kind: str = "") -> Answer:
        if urlsplit(web).scheme != "http" or urlsplit(web).hostname != "127.0.0.1":
            raise ValueError(web)
        token = next((one.value for one in self._cookies if one.name == "csrftoken"), "") or ""
        headers = {"X-CSRFToken": token, **({"Content-Type": kind} if kind else {})}
        request = Request(f"{web}{path}", body, headers)  # noqa: S310 - looked at above
        try:
            with self._opener.open(request, timeout=TIMEOUT) as response:
                return Answer(response.status, response.headers, response.read())
        except HTTPError as error:
            with error:
                return Answer(error.code, error.headers, error.read())


class _Unfollowed(HTTPRedirectHandler):
    """Leaves a redirection as the answer that it is."""

    def redirect_request(self, *_of: Any) -> None:
        return None


def _opener(cookies: CookieJar) -> OpenerDirector:
    return build_opener(ProxyHandler({}), HTTPCookieProcessor(cookies), _Unfollowed())
