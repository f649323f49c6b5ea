"""The app's name, and what waits in it."""

from django.apps import AppConfig


class ConcernsConfig(AppConfig):
    """Registers the room with Django, and its worklists with the front page."""

    name = "concerns"

    def ready(self) -> None:
        """Register the worklists, now that there are models."""
        from accounts.worklists import register
        from concerns.worklist import LISTS

        register(LISTS)
