"""Where each address goes."""

from django.contrib import admin
from django.urls import path

from config.health import livez, readyz

urlpatterns = [
    path("admin/", admin.site.urls),
    path("livez", livez),
    path("readyz", readyz),
]
