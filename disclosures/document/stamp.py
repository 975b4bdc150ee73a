"""The stamp of a published version: which version, when, and how to verify a copy of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from disclosures.document.check_code import grouped, parse_code

BEIJING = timezone(timedelta(hours=8), "北京时间")
"""The time in which all documents are dated."""


@dataclass(frozen=True)
class Stamp:
    """What every output of a published version prints of it.

    ``published_at`` is aware. ``code`` is the check code (``check_code``). ``address`` is the
    absolute address of the page that verifies it; up to its last part, which names the code, it is
    the address at which a code can be typed in. ``replaces`` says which version a correction
    replaces and why. Raises ValueError when the time has no zone, the code is none, or the address
    none of a page.
    """

    version: int
    published_at: datetime
    code: str
    address: str
    replaces: str | None = None

    def __post_init__(self) -> None:
        if self.published_at.tzinfo is None:
            raise ValueError("the time of a stamp needs a zone")
        if parse_code(self.code) != self.code:
            raise ValueError(f"not a check code as it is kept: {self.code}")
        if not self.address.startswith(("https://", "http://")):
            raise ValueError(f"not the address of a page: {self.address}")

    @property
    def edition(self) -> str:
        """第2版."""
        return f"第{self.version}版"

    @property
    def local(self) -> datetime:
        """The time of publication in 北京时间."""
        return self.published_at.astimezone(BEIJING)

    @property
    def date(self) -> str:
        """2021年9月15日."""
        return f"{self.local.year}年{self.local.month}月{self.local.day}日"

    @property
    def time(self) -> str:
        """2021年9月15日10时05分."""
        return f"{self.date}{self.local.hour}时{self.local.minute:02}分"

    @property
    def printed_code(self) -> str:
        """5K3D-9QWX-7TRB-2M0Z."""
        return grouped(self.code)

    @property
    def entrance(self) -> str:
        """The address at which a check code can be typed in: …/verify/."""
        return self.address.rstrip("/").rpartition("/")[0] + "/"

    @property
    def hint(self) -> str:
        """How a reader verifies a copy."""
        return f"扫描二维码，或在 {self.entrance} 输入校验码，可核对本文件。"

    def lines(self) -> Iterator[tuple[str, str]]:
        """What is said of the version, each with its name."""
        yield "版次", self.edition
        yield "公开时间", self.time
        yield "校验码", self.printed_code
        if self.replaces:
            yield "更正说明", self.replaces
