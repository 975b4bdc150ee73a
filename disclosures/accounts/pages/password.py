"""Setting a password by a one-time link."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.models import User
from django.contrib.auth.views import PasswordResetConfirmView
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse_lazy

from disclosures.accounts import history, lockout


class SetPassword(PasswordResetConfirmView):
    """The link leads here; it is used up once a password is set."""

    template_name = "admin/accounts/set_password.html"
    success_url = reverse_lazy("admin:login")
    title = "设置密码"

    def get_user(self, uidb64: str) -> User | None:
        """Whoever the link is for; nobody once the account is closed."""
        user = super().get_user(uidb64)
        return user if user and user.is_active else None

    def form_valid(self, form: "SetPasswordForm[User]") -> HttpResponse:
        """Whoever could set the password may also sign in with it at once."""
        name = form.user.get_username()
        with transaction.atomic():
            before = history.standing(name)
            response = super().form_valid(form)
            lockout.lift(name)
            history.note("用链接设置密码", name, form.user, before)
        messages.success(self.request, "密码已设置，请用新密码登录。")
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {**admin.site.each_context(self.request), **super().get_context_data(**kwargs)}
        if not context["validlink"]:
            context["title"] = "链接不能用了"
        return context
