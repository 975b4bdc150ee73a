"""Password rules of our own, beside Django's."""

import re
import unicodedata
from collections.abc import Iterator

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError

from disclosures.models import Unit

SHORTEST_NAME = 3
"""Letters of a name from which on it is looked for; shorter ones are in too many words."""

LEAST_LETTERS = 4
"""Letters that must be left of a password besides a name."""


class LongEnough(MinimumLengthValidator):
    """Django's, in Chinese: its own translation lacks this message."""

    def get_error_message(self) -> str:
        return f"密码太短，至少要 {self.min_length} 个字符。"


class NotANameWithDigits:
    """Refuses what everybody tries first: a user's or unit's name with a year and a sign.

    Names are the user name, the person's name and e-mail name, and the name, code and address name
    of every unit; digits, signs and upper case do not make a password out of one.
    """

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raises ValidationError."""
        plain = _plain(password)
        for name in _names(user):
            if name in plain and _letters(plain.replace(name, "")) < LEAST_LETTERS:
                raise ValidationError(
                    f"密码里除了“{name}”这个名称，只剩很少几个字母，太容易猜到；请换一个。",
                    code="password_is_a_name",
                )

    def get_help_text(self) -> str:
        return "密码不能是用户名、姓名或单位名称加上几个数字和符号。"


def _names(user: AbstractBaseUser | None) -> Iterator[str]:
    texts = [str(getattr(user, name, "")) for name in ("username", "first_name", "last_name")]
    texts.append(str(getattr(user, "email", "")).partition("@")[0])
    for row in Unit.objects.values_list("slug", "name", "code"):
        texts += row
    for text in dict.fromkeys(texts):
        if len(name := _plain(text)) >= SHORTEST_NAME:
            yield name


def _plain(text: str) -> str:
    """``text`` in one form of its letters, without the signs between them."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


def _letters(text: str) -> int:
    return sum(character.isalpha() for character in text)
