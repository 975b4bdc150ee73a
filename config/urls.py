"""Addresses: the admin, where staff work, and everything else from 预决算公开."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("disclosures.urls")),
]
