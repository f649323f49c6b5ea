"""The app's name."""

from django.apps import AppConfig


class ConcernsConfig(AppConfig):
    """Registers the room with Django."""

    name = "concerns"
