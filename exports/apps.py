"""The app's name."""

from django.apps import AppConfig


class ExportsConfig(AppConfig):
    """Registers the room with Django."""

    name = "exports"
