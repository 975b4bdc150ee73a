"""Public addresses. A file of a disclosure lies beside its page, as it would in a static copy."""

from django.urls import path

from disclosures.views import public

PAGE = "<slug:slug>/<int:year>/<slug:segment>/"

urlpatterns = [
    path("", public.home, name="home"),
    path(PAGE, public.disclosure, name="disclosure"),
    path(f"{PAGE}<str:name>", public.disclosure_file, name="disclosure_file"),
]
