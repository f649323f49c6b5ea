"""Settings of a production service. `dev` and `test` loosen them; nothing tightens them."""

from pathlib import Path
from typing import Any

import django_stubs_ext
from csp.constants import NONE, SELF

from config import logs
from config.settings import environment, sign_on
from config.settings.databases import database

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = BASE_DIR / "var"

# What must be said, and the doors

SECRET_KEY = environment.secret("SECRET_KEY")
SECRET_KEY_FALLBACKS = environment.optional_secret("SECRET_KEY_FALLBACKS").split()
DEBUG = environment.flag("DEBUG", default=False)
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS")

INSTALLED_APPS = [
    "config.apps.TrackerAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "csp",
    "django_structlog",
    "pgtrigger",
    "pghistory",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "procrastinate.contrib.django",
    "api",
    "accounts",
    "inspections",
    "concerns",
    "exports",
    "seeds",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.logs.RequestMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.second_factor.AskForSecondFactor",
    "config.history.HistoryMiddleware",
    "accounts.attempts.CountFailedAttempts",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# The database: one pool in each process, with a connection for every thread that serves

DATABASES: dict[str, dict[str, Any]] = {
    "default": database(
        "DATABASE_URL", environment.secret("DATABASE_URL"), state=VAR_DIR / "postgres"
    )
}
DATABASES["default"]["ATOMIC_REQUESTS"] = True
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["OPTIONS"]["pool"] = {
    "min_size": 0,
    "max_size": environment.whole_number("DATABASE_POOL_SIZE", default=8, least=1, most=100),
    "timeout": 10,
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Who signs in, and how passwords are kept

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "admin:login"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SECOND_FACTOR_REQUIRED = environment.flag("SECOND_FACTOR_REQUIRED", default=False)

# Single sign-on by OpenID Connect, where there is a provider

OIDC_ISSUER = sign_on.issuer()
OIDC_CLIENT_ID = sign_on.needed("OIDC_CLIENT_ID", environment.text("OIDC_CLIENT_ID", ""))
OIDC_CLIENT_SECRET = sign_on.needed(
    "OIDC_CLIENT_SECRET", environment.optional_secret("OIDC_CLIENT_SECRET")
)
OIDC_SCOPES = sign_on.scopes()
OIDC_CLAIM = environment.text("OIDC_CLAIM", "sub")
OIDC_NAME = environment.text("OIDC_NAME", "single sign-on")

# How long tokens live, and how often who may ask

TOKEN_LONGEST_LIFE_DAYS = environment.whole_number(
    "TOKEN_LONGEST_LIFE_DAYS", default=366, least=1, most=3660
)
API_REQUESTS_PER_MINUTE = environment.whole_number(
    "API_REQUESTS_PER_MINUTE", default=3000, least=0, most=1_000_000
)
TRUSTED_PROXIES = environment.whole_number("TRUSTED_PROXIES", default=0, least=0, most=10)
CACHES = {  # of each process alone: what processes have to share, they share by the database
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}

# What a browser is told to refuse

SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = ["^livez$", "^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if environment.flag("BEHIND_TLS_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

# The API

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.BearerAuthentication",  # first: it says how to sign in at a 401
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.permissions.ReadWithinReach"],
    "DEFAULT_THROTTLE_CLASSES": ["accounts.throttling.RequestRate"],
    "DEFAULT_RENDERER_CLASSES": ["api.formats.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["api.formats.JSONParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "api.formats.StrictNegotiation",
    "DEFAULT_FILTER_BACKENDS": ["api.filters.StrictFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "api.pages.KeysetPagination",
    "DEFAULT_SCHEMA_CLASS": "api.schema.ProblemAutoSchema",
    "EXCEPTION_HANDLER": "api.errors.problem_handler",
    "NON_FIELD_ERRORS_KEY": "__all__",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
BULK_MAX_BYTES = environment.whole_number(
    "BULK_MAX_BYTES", default=32 * 1024 * 1024, least=1024, most=1024**3
)
FILE_UPLOAD_HANDLERS = [
    "api.uploads.BoundedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
TABLES_AT_ONCE = environment.whole_number("TABLES_AT_ONCE", default=2, least=1, most=100)
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Inspection tracker",
    "DESCRIPTION": "Causes of concern, areas for improvement, and whether things get better.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "ENUM_NAME_OVERRIDES": {
        "AnswerPosition": "concerns.models.Answer.Position",
        "ActionState": "concerns.positions.ActionState",
        "ConcernKind": "concerns.models.Concern.Kind",
        "DirectionEnum": "concerns.values.Direction",
        "EventKind": "concerns.models.Event.Kind",
        "EventPosition": "concerns.models.Event.Position",
        "FigureNature": "concerns.models.Figure.Nature",
        "ClaimOfProgress": "concerns.positions.CLAIMS_OF_PROGRESS",
        "ForceStatus": "concerns.positions.ForceStatus",
        "ForceKind": "inspections.models.Force.Kind",
        "GradeDirection": "inspections.comparability.Direction",
        "IndicatorNature": "concerns.models.Indicator.Nature",
        "InspectionKind": "inspections.models.Inspection.Kind",
        "JudgmentState": "inspections.models.Judgment.State",
        "Pace": "concerns.models.progress.Pace",
        "Precision": "api.fields.Precision",
        "PublicationKind": "inspections.models.Publication.Kind",
        "PublicationState": "inspections.models.Publication.State",
        "Refusal": "concerns.refusals.Refusal",
        "RunStatus": "exports.models.Run.Status",
        "Said": "concerns.refusals.Said",
        "SaidBy": "concerns.values.SaidBy",
        "StatusEnum": "concerns.positions.Status",
        "Significant": "concerns.significance.Significant",
        "ValueKind": "concerns.values.ValueKind",
    },
}

# What each operation answers about the real inspection, for the API's description
API_EXAMPLES = BASE_DIR / "seeds" / "api-examples.json"

# Scheduled exports: where files go, how often a run is tried, how workers keep in touch

EXPORT_ROOT = Path(environment.text("EXPORT_ROOT", str(VAR_DIR / "exports")))
EXPORT_S3_BUCKET = environment.text("EXPORT_S3_BUCKET", "")
EXPORT_S3_ENDPOINT = environment.text("EXPORT_S3_ENDPOINT", "")
EXPORT_S3_REGION = environment.text("EXPORT_S3_REGION", "eu-west-2")
EXPORT_S3_ACCESS_KEY = environment.text("EXPORT_S3_ACCESS_KEY", "")
EXPORT_S3_SECRET_KEY = environment.optional_secret("EXPORT_S3_SECRET_KEY")
EXPORT_ATTEMPTS = environment.whole_number("EXPORT_ATTEMPTS", default=5, least=1, most=100)
EXPORT_RETRY_SECONDS = environment.whole_number(
    "EXPORT_RETRY_SECONDS", default=60, least=1, most=3600
)
EXPORT_WATCH_SECONDS = 1.0
WORKER_TICK_SECONDS = environment.whole_number("WORKER_TICK_SECONDS", default=5, least=1, most=60)
WORKER_HEARTBEAT_SECONDS = environment.whole_number(
    "WORKER_HEARTBEAT_SECONDS", default=10, least=1, most=300
)
WORKER_STALLED_SECONDS = environment.whole_number(
    "WORKER_STALLED_SECONDS", default=60, least=2, most=3600
)
WORKER_GOODBYE_SECONDS = environment.whole_number(
    "WORKER_GOODBYE_SECONDS", default=20, least=1, most=3600
)

# Mail: to whom schedules belong, and nobody else

PUBLIC_URL = environment.text("PUBLIC_URL", "http://localhost:8000")
EMAIL_HOST = environment.text("EMAIL_HOST", "")
EMAIL_PORT = environment.whole_number("EMAIL_PORT", default=587, least=1, most=65535)
EMAIL_HOST_USER = environment.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = environment.optional_secret("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = environment.flag("EMAIL_USE_TLS", default=True)
EMAIL_FROM = environment.text("EMAIL_FROM", "inspection-tracker@localhost")
EMAIL_TIMEOUT = 30

# Words and times as in Great Britain; stored in UTC

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["config.formats"]

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "config" / "static"]
STATIC_ROOT: Path | None = BASE_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Logs: one JSON object in a line, without personal data

LOGGING = logs.configuration(level=environment.text("LOG_LEVEL", "INFO").upper())
LOGGING_CONFIG = "config.logs.configure"
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
