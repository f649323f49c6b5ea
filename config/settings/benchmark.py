"""Settings of the benchmarks: a cluster of its own that nothing else reads, no pool."""

from config.settings import environment

environment.assume(
    SECRET_KEY="only-for-benchmarks",
    ALLOWED_HOSTS="testserver,localhost,127.0.0.1",
    DATABASE_URL="embedded",
    LOG_LEVEL="CRITICAL",
)

from config.settings.base import *  # noqa: E402, F403
from config.settings.base import VAR_DIR  # noqa: E402
from config.settings.databases import database  # noqa: E402

DATABASES = {
    "default": database(
        "BENCHMARK_DATABASE_URL",
        environment.text("BENCHMARK_DATABASE_URL", "embedded"),
        state=VAR_DIR / "benchmark-postgres",
    )
}
DATABASES["default"]["ATOMIC_REQUESTS"] = True

SECURE_SSL_REDIRECT = False

STATIC_ROOT = None
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
