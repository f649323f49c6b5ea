"""Where each address goes."""

from django.contrib import admin
from django.urls import path
from django.views.generic import RedirectView

from accounts import sign_on
from accounts.second_factor import own_account_page
from api.urls import api_urlpatterns
from concerns.admin.find import find_page
from concerns.admin.front import seen_page
from concerns.admin.overview import overview_page
from concerns.urls import documents
from concerns.urls import router as concerns_router
from config.health import livez, readyz
from exports.urls import router as exports_router
from inspections.urls import router as inspections_router

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index")),
    path("admin/overview/", admin.site.admin_view(overview_page), name="overview"),
    path("admin/find/", admin.site.admin_view(find_page), name="find"),
    path("admin/seen/", admin.site.admin_view(seen_page), name="seen"),
    path("admin/own-account/", admin.site.admin_view(own_account_page), name="own-account"),
    path("admin/sign-on/", sign_on.begin, name="sign-on"),
    path("admin/sign-on/answer/", sign_on.answer, name="sign-on-answer"),
    path("admin/", admin.site.urls),
    path("livez", livez),
    path("readyz", readyz),
    *api_urlpatterns(inspections_router, concerns_router, exports_router, documents),
]

handler400 = "api.errors.handler400"
handler403 = "api.errors.handler403"
handler404 = "api.errors.handler404"
handler500 = "api.errors.handler500"
