"""The app's name."""

from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    """Registers the room with Django."""

    name = "inspections"
