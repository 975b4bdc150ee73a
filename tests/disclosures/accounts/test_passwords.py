"""Passwords: which are refused, in which words, and where they are changed."""

import re

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from disclosures.models import Unit
from tests.disclosures.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db

SIMPLE = "密码里除了“{}”这个名称，只剩很少几个字母，太容易猜到；请换一个。"


@pytest.fixture(autouse=True)
def unit() -> Unit:
    return Unit.objects.create(name="某某市教育局", slug="jiaoyuju", region="某某市", code="A101")


def problems(password: str) -> list[str]:
    user = User(username="li.hui", first_name="李会计", email="huilin88@example.gov.cn")
    try:
        validate_password(password, user)
    except ValidationError as error:
        return error.messages
    return []


@pytest.mark.parametrize(
    ("password", "expected"),
    [
        ("Short-7z", ["密码太短，至少要 10 个字符。"]),
        ("40719385126", ["密码只包含数字。"]),
        ("1234567890", ["这个密码太常见了。", "密码只包含数字。"]),
        ("jiaoyuju2024!", [SIMPLE.format("jiaoyuju")]),
        ("JiaoYuJu@2025", [SIMPLE.format("jiaoyuju")]),
        ("jiao-yu-ju-123", [SIMPLE.format("jiaoyuju")]),
        ("2024某某市教育局!", [SIMPLE.format("某某市教育局")]),
        ("A101@20242024", [SIMPLE.format("a101")]),
        ("li.hiu.xyz", ["密码跟 用户名 太相似了。"]),
        ("LiHui20242024", [SIMPLE.format("lihui")]),
        ("李会计1234567", [SIMPLE.format("李会计")]),
        ("huilin88-2024-2025", [SIMPLE.format("huilin88")]),
        ("jiaoyuju-and-a-horse", []),
        ("a-Long-word-7", []),
    ],
)
def test_what_is_refused(password: str, expected: list[str]) -> None:
    assert problems(password) == expected


def test_short_names_are_no_names() -> None:
    Unit.objects.create(name="甲", slug="ab", region="某某市", code="7")
    assert problems("ab7-ab7-ab7-xyz") == []


def test_changing_ones_own(client: Client) -> None:
    user = User.objects.create_user("lihui", password=PASSWORD, is_staff=True)
    client.force_login(user)
    page = client.get("/admin/password_change/").content.decode()
    rules = re.findall(r"<li>([^<]*)</li>", page[page.index("id_new_password1_helptext") :])
    assert "密码不能是用户名、姓名或单位名称加上几个数字和符号。" in rules
    assert 'href="/admin/password_change/"' in client.get("/admin/").content.decode()
    form = {"old_password": PASSWORD, "new_password1": "jiaoyuju2024!"}
    form["new_password2"] = form["new_password1"]
    refused = client.post("/admin/password_change/", form)
    assert SIMPLE.format("jiaoyuju") in refused.content.decode()
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
