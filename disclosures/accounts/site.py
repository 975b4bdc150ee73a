"""The admin site of 明账: nobody is inside who has not given everything that is asked."""

from http import HTTPStatus
from typing import Any, cast

from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode

from disclosures.accounts import history, second_factor
from disclosures.accounts.limits import by_address, limited
from disclosures.accounts.pages import second_factor as factor_pages
from disclosures.accounts.pages.frame import user_of
from disclosures.accounts.pages.login import Login, code_page
from disclosures.accounts.pages.password import SetPassword
from disclosures.forms.account import LoginForm
from disclosures.observing import page as status


class Site(AdminSite):
    """Django's admin site with a second factor, one-time links and rate limits."""

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the request may see any page at all."""
        return super().has_permission(request) and second_factor.passed(request)

    @method_decorator(login_not_required)
    @method_decorator(limited("login", by_address, {"POST"}))
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The page of the password; for whoever is inside already, the way on."""
        if request.method == "GET" and self.has_permission(request):
            return redirect("admin:index")
        if request.method == "GET" and second_factor.to_enrol(request):
            query = urlencode({"next": request.GET.get("next", "")})
            return redirect(f"{reverse('admin:second_factor_enrol')}?{query}")
        context = {
            **self.each_context(request),
            "title": "登录",
            "subtitle": None,
            "app_path": request.get_full_path(),
            **(extra_context or {}),
        }
        if "next" not in request.GET and "next" not in request.POST:
            context["next"] = reverse("admin:index")
        view = Login.as_view(
            extra_context=context,
            authentication_form=LoginForm,
            template_name="admin/login.html",
        )
        return cast(HttpResponse, view(request))

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """One's own new password; that it was changed stays in the log."""
        with transaction.atomic():
            response = super().password_change(request, extra_context)
            if request.method == "POST" and response.status_code == HTTPStatus.FOUND:
                user = user_of(request)
                history.note("改密码", user.username, user, history.standing(user.username))
        return response

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Django's, and before them the pages at the door, which ask for less.

        Without the one that leads from any row of the database to its page, whoever asks.
        """
        guarded = limited("login", by_address, {"POST"})
        own = super().get_urls()
        return [
            path("login/code/", code_page, name="login_code"),
            # Whoever still has to enrol may leave as well.
            path("logout/", self.logout, name="logout"),
            path("second-factor/", factor_pages.overview, name="second_factor"),
            path("second-factor/enrol/", factor_pages.enrol, name="second_factor_enrol"),
            path("second-factor/codes/", factor_pages.renew_codes, name="second_factor_codes"),
            path("second-factor/remove/", factor_pages.remove, name="second_factor_remove"),
            path(
                "set-password/<uidb64>/<token>/",
                guarded(SetPassword.as_view()),
                name="set_password",
            ),
            path(
                "password_change/",
                guarded(self.admin_view(self.password_change)),
                name="password_change",
            ),
            path("status/", self.admin_view(status.page), name="status"),
            *(one for one in own if getattr(one, "name", "") != "view_on_site"),
        ]
