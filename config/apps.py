"""The admin site as a Django app."""

from django.contrib.admin.apps import AdminConfig


class TrackerAdminConfig(AdminConfig):
    """Puts our own site in the place of Django's default one, and adds our system checks."""

    default_site = "config.admin.TrackerAdminSite"

    def ready(self) -> None:
        super().ready()
        from config import checks  # noqa: F401 - registers itself
