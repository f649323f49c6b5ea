"""The admin site: its names, and who may enter."""

from django.contrib.admin import AdminSite


class TrackerAdminSite(AdminSite):
    """Django's admin under our name, open to every active account."""

    site_header = "Inspection tracker"
    site_title = "Inspection tracker"
    index_title = "The record"
