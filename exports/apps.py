"""The app's name, and what waits in it."""

from django.apps import AppConfig


class ExportsConfig(AppConfig):
    """Registers the room with Django, and its worklists with the front page."""

    name = "exports"

    def ready(self) -> None:
        """Register the worklists, now that there are models."""
        from accounts.worklists import register
        from exports.worklist import LISTS

        register(LISTS)
