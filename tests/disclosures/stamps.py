"""Stamps for tests."""

from dataclasses import replace
from datetime import UTC, datetime

from disclosures.document.stamp import Stamp

FIRST = Stamp(
    version=1,
    published_at=datetime(2021, 9, 15, 2, 5, 30, tzinfo=UTC),
    code="5K3D9QWX7TRB2M0Z",
    address="https://ysgk.example.gov.cn/verify/5K3D-9QWX-7TRB-2M0Z/",
)

SECOND = replace(
    FIRST,
    version=2,
    code="0123456789ABCDEF",
    address="https://ysgk.example.gov.cn/verify/0123-4567-89AB-CDEF/",
    replaces="替代第1版：更正了公务接待的人次。",
)
