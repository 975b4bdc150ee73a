"""Public addresses. A file of a disclosure lies beside its page, as it would in a static copy."""

from django.urls import path

from disclosures.views import public, served, verification

PAGE = "<slug:slug>/<int:year>/<slug:segment>/"
VERSION = f"{PAGE}v<int:version>/"

urlpatterns = [
    path("", public.home, name="home"),
    path("verify/", verification.verify, name="verify"),
    path("verify/<str:code>/", verification.verify_code, name="verify_code"),
    path(PAGE, served.page, name="disclosure"),
    path(f"{PAGE}versions/", served.versions, name="disclosure_versions"),
    path(VERSION, served.page, name="disclosure_version"),
    path(f"{PAGE}figures/<slug:table>/", served.figures, name="disclosure_figures"),
    path(f"{VERSION}figures/<slug:table>/", served.figures, name="disclosure_version_figures"),
    path(f"{VERSION}<str:name>", served.file, name="disclosure_version_file"),
    path(f"{PAGE}<str:name>", served.file, name="disclosure_file"),
]
