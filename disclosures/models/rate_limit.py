"""How much of a rate limit is used; disclosures.accounts.limits alone reads and writes it."""

from django.db import models


class RateLimit(models.Model):
    """One spender of one limit, as in ``export:user:12``. A row in the past is worth no row."""

    spender = models.CharField("使用者", max_length=100, primary_key=True)
    free_at = models.BigIntegerField(
        "用量归零的时刻", db_index=True, help_text="1970 年以来的毫秒数"
    )

    class Meta:
        verbose_name = "频次限制"
        verbose_name_plural = "频次限制"
        default_permissions = ()

    def __str__(self) -> str:
        return self.spender
