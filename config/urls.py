"""Where each address goes."""

from django.contrib import admin
from django.urls import path
from django.views.generic import RedirectView

from config.health import livez, readyz

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index")),
    path("admin/", admin.site.urls),
    path("livez", livez),
    path("readyz", readyz),
]
