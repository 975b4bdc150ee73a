"""Public addresses. A file of a disclosure lies beside its page, as it would in a static copy."""

from django.urls import path

from disclosures.views import compare, opendata, public, search, served, unit, verification
from disclosures.views.api.operations import api

PAGE = "<slug:slug>/<int:year>/<slug:segment>/"
VERSION = f"{PAGE}v<int:version>/"

urlpatterns = [
    path("", public.home, name="home"),
    path("search/", search.search, name="search"),
    path("api/v1/", api.urls),
    path("open-data/", opendata.page, name="open_data"),
    path("feed.atom", opendata.atom, name="feed"),
    path("robots.txt", opendata.robots, name="robots"),
    path("sitemap.xml", opendata.sitemap_index, name="sitemap"),
    path("sitemap-<section>.xml", opendata.sitemap, name="map"),
    path("downloads/<int:year>/<slug:key>.zip", opendata.archive, name="archive"),
    path("verify/", verification.verify, name="verify"),
    path("verify/<str:code>/", verification.verify_code, name="verify_code"),
    path("compare/", compare.page, name="compare"),
    path("<slug:slug>/", unit.page, name="unit"),
    path(PAGE, served.page, name="disclosure"),
    path(f"{PAGE}versions/", served.versions, name="disclosure_versions"),
    path(VERSION, served.page, name="disclosure_version"),
    path(f"{PAGE}figures/<slug:table>/", served.figures, name="disclosure_figures"),
    path(f"{VERSION}figures/<slug:table>/", served.figures, name="disclosure_version_figures"),
    path(f"{VERSION}<str:name>", served.file, name="disclosure_version_file"),
    path(f"{PAGE}<str:name>", served.file, name="disclosure_file"),
]
