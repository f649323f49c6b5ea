"""Settings of the test suite: a cluster of its own, fast passwords, no pool."""

from config.settings import environment

environment.assume(
    SECRET_KEY="only-for-tests",
    ALLOWED_HOSTS="testserver,localhost,127.0.0.1",
    DATABASE_URL="embedded",
    LOG_LEVEL="CRITICAL",
    API_REQUESTS_PER_MINUTE="0",
)

from config.settings.base import *  # noqa: E402, F403
from config.settings.base import VAR_DIR  # noqa: E402
from config.settings.databases import database  # noqa: E402

_variable = "TEST_DATABASE_URL" if environment.text("TEST_DATABASE_URL", "") else "DATABASE_URL"
DATABASES = {
    "default": database(
        _variable, environment.secret(_variable), state=VAR_DIR / "test-postgres", durable=False
    )
}
DATABASES["default"]["ATOMIC_REQUESTS"] = True

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

SECURE_SSL_REDIRECT = False

STATIC_ROOT = None
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
