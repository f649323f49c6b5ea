"""The app's name, and what it tells the API's description."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Registers the room with Django."""

    name = "accounts"

    def ready(self) -> None:
        """Let the API's description know the bearer token."""
        import accounts.schema  # noqa: F401
