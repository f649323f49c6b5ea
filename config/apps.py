"""The admin site as a Django app."""

from django.contrib.admin.apps import AdminConfig


class TrackerAdminConfig(AdminConfig):
    """Puts our own site in the place of Django's default one."""

    default_site = "config.admin.TrackerAdminSite"
