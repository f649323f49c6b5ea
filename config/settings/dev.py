"""Settings of a laptop and of the demo: what `manage.py` uses when nothing else is said."""

from pathlib import Path

from config.settings import environment

environment.assume(
    SECRET_KEY=environment.kept_secret(
        Path(__file__).resolve().parent.parent.parent / "var" / "secret-key"
    ),
    ALLOWED_HOSTS="localhost,127.0.0.1,[::1]",
    DATABASE_URL="embedded",
    LOG_LEVEL="WARNING",
    API_REQUESTS_PER_MINUTE="0",
)

from config.settings.base import *  # noqa: E402, F403

SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False
SECURE_HSTS_PRELOAD = False

STATIC_ROOT = None  # nothing needs to be collected: files are served from where they lie
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
