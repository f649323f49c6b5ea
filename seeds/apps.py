"""The app's name."""

from django.apps import AppConfig


class SeedsConfig(AppConfig):
    """Registers the room with Django."""

    name = "seeds"
