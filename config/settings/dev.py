"""Settings of a laptop: what `manage.py` uses when nothing else is said."""

from config.settings.base import *  # noqa: F403

SECRET_KEY = "only-for-a-laptop"
DEBUG = True
ALLOWED_HOSTS = ["*"]
