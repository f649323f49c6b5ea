"""Production settings refuse to start with a sentence that names the variable."""

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.settings import environment

ROOT = Path(__file__).resolve().parents[2]
COMPLETE = {
    "SECRET_KEY": "long-random-and-secret",
    "ALLOWED_HOSTS": "inspections.example.org",
    "DATABASE_URL": "postgres://app:secret@db.example.org:5433/inspections",
}


@pytest.fixture
def load(monkeypatch):
    """Load the production settings anew, with that environment and nothing assumed."""

    def run(**variables):
        monkeypatch.setattr(os, "environ", variables)
        monkeypatch.setattr(environment, "_assumed", {})
        return runpy.run_path(str(ROOT / "config" / "settings" / "base.py"))

    return run


def complete_but(*names, **variables):
    return {key: value for key, value in COMPLETE.items() if key not in names} | variables


@pytest.mark.parametrize("name", COMPLETE)
def test_settings_refused_without(load, name):
    with pytest.raises(ImproperlyConfigured, match=f"^{name} is not set: set it in the environ"):
        load(**complete_but(name))


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SECRET_KEY", "", "SECRET_KEY is not set"),
        ("ALLOWED_HOSTS", " , ", "ALLOWED_HOSTS is an empty list: name one or more"),
        ("DEBUG", "maybe", "DEBUG is 'maybe': set it to on or off."),
        ("BEHIND_TLS_PROXY", "2", "BEHIND_TLS_PROXY is '2': set it to on or off."),
        ("DATABASE_POOL_SIZE", "0", "DATABASE_POOL_SIZE is '0': set it to a whole number from 1"),
        ("DATABASE_POOL_SIZE", "²", "DATABASE_POOL_SIZE is '²': set it to a whole number"),
        ("TRUSTED_PROXIES", "-1", "TRUSTED_PROXIES is '-1': set it to a whole number from 0 to 10"),
        ("TOKEN_LONGEST_LIFE_DAYS", "0", "TOKEN_LONGEST_LIFE_DAYS is '0': set it to a whole"),
        ("TOKEN_LONGEST_LIFE_DAYS", "3661", "TOKEN_LONGEST_LIFE_DAYS is '3661': set it to a"),
        ("API_REQUESTS_PER_MINUTE", "many", "API_REQUESTS_PER_MINUTE is 'many': set it to a"),
        ("LOG_LEVEL", "LOUD", "LOG_LEVEL is 'LOUD': set it to one of DEBUG, INFO"),
        ("DATABASE_URL", "mysql://h/n", "DATABASE_URL does not name a PostgreSQL server"),
        ("DATABASE_URL", "postgres://h:port/n", "DATABASE_URL is no valid address"),
        ("DATABASE_URL", "postgres://h/", "DATABASE_URL names no database"),
        ("SECRET_KEY_FILE", "nowhere", "SECRET_KEY and SECRET_KEY_FILE are both set"),
    ],
)
def test_settings_refuse(load, name, value, sentence):
    with pytest.raises(ImproperlyConfigured) as refused:
        load(**complete_but(**{name: value}))
    assert str(refused.value).startswith(sentence)


def test_settings_never_show_the_password_of_a_refused_database(load):
    with pytest.raises(ImproperlyConfigured) as refused:
        load(**complete_but(DATABASE_URL="mysql://app:hush@h/n"))
    assert "hush" not in str(refused.value)


def test_secret_read_from_a_file(load, tmp_path):
    (tmp_path / "key").write_text("from-a-file\n")
    settings = load(**complete_but("SECRET_KEY", SECRET_KEY_FILE=str(tmp_path / "key")))
    assert settings["SECRET_KEY"] == "from-a-file"


@pytest.mark.parametrize(("content", "sentence"), [(None, "cannot be read"), ("\n", "empty file")])
def test_secret_file_refused(load, tmp_path, content, sentence):
    if content is not None:
        (tmp_path / "key").write_text(content)
    with pytest.raises(ImproperlyConfigured, match=f"SECRET_KEY_FILE names a.* {sentence}"):
        load(**complete_but("SECRET_KEY", SECRET_KEY_FILE=str(tmp_path / "key")))


@pytest.mark.parametrize(("held", "password"), [("", ""), ("hush\n", "hush")])
def test_secret_that_not_every_service_has_may_be_an_empty_file(load, tmp_path, held, password):
    (tmp_path / "password").write_text(held)
    settings = load(**complete_but(EMAIL_HOST_PASSWORD_FILE=str(tmp_path / "password")))
    assert settings["EMAIL_HOST_PASSWORD"] == password


@pytest.mark.parametrize(("held", "keys"), [("", []), ("newer\nolder\n", ["newer", "older"])])
def test_keys_before_this_one_are_read_from_a_file(load, tmp_path, held, keys):
    (tmp_path / "keys").write_text(held)
    settings = load(**complete_but(SECRET_KEY_FALLBACKS_FILE=str(tmp_path / "keys")))
    assert settings["SECRET_KEY_FALLBACKS"] == keys


def test_secret_that_not_every_service_has_is_given_once(load, tmp_path):
    given = {"EXPORT_S3_SECRET_KEY": "a", "EXPORT_S3_SECRET_KEY_FILE": str(tmp_path)}
    with pytest.raises(ImproperlyConfigured, match="EXPORT_S3_SECRET_KEY_FILE are both set"):
        load(**complete_but(**given))


SIGN_ON = {
    "OIDC_ISSUER": "https://sso.example.org/realms/police",
    "OIDC_CLIENT_ID": "inspections",
    "OIDC_CLIENT_SECRET": "hush",
}


def test_single_sign_on_is_off_unless_there_is_a_provider(load):
    settings = load(**COMPLETE)
    assert settings["OIDC_ISSUER"] == ""
    assert (settings["OIDC_SCOPES"], settings["OIDC_CLAIM"]) == ("openid", "sub")
    assert settings["OIDC_NAME"] == "single sign-on"


def test_single_sign_on_with_its_secret_in_a_file(load, tmp_path):
    (tmp_path / "secret").write_text("hush\n")
    given = {**SIGN_ON, "OIDC_CLIENT_SECRET": "", "OIDC_SCOPES": "openid email"}
    settings = load(**complete_but(**given, OIDC_CLIENT_SECRET_FILE=str(tmp_path / "secret")))
    assert {name: settings[name] for name in SIGN_ON} == SIGN_ON
    assert settings["OIDC_SCOPES"] == "openid email"


@pytest.mark.parametrize("name", ["OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"])
def test_provider_without_what_it_registered_is_refused(load, name):
    with pytest.raises(ImproperlyConfigured, match=f"^{name} is not set, but OIDC_ISSUER is: set"):
        load(**complete_but(**{**SIGN_ON, name: ""}))


@pytest.mark.parametrize(
    "issuer",
    [
        "http://sso.example.org",
        "http://localhost.example.org",
        "sso.example.org",
        "https://",
        "https://sso.example.org:port",
        "https://sso.example.org/?tenant=1",
        "ftp://localhost",
    ],
)
def test_provider_that_is_not_reached_by_https_is_refused(load, issuer):
    with pytest.raises(ImproperlyConfigured, match=r"^OIDC_ISSUER is '.*': set it to the prov"):
        load(**complete_but(**{**SIGN_ON, "OIDC_ISSUER": issuer}))


@pytest.mark.parametrize("host", ["localhost:9400", "127.0.0.1:9400", "[::1]:9400"])
def test_provider_on_this_machine_needs_no_https(load, host):
    issuer = f"http://{host}"
    assert load(**complete_but(**{**SIGN_ON, "OIDC_ISSUER": issuer}))["OIDC_ISSUER"] == issuer


def test_single_sign_on_without_an_id_token_is_refused(load):
    with pytest.raises(ImproperlyConfigured, match=r"^OIDC_SCOPES is 'email': set it to openid"):
        load(**complete_but(**SIGN_ON, OIDC_SCOPES="email"))


def test_database_url_means_the_plain_backend_with_a_pool(load):
    database = load(**complete_but(DATABASE_POOL_SIZE="6"))["DATABASES"]["default"]
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["HOST"], database["PORT"]) == ("db.example.org", 5433)
    assert database["ATOMIC_REQUESTS"]
    assert database["OPTIONS"]["pool"]["max_size"] == 6
    assert "CONN_MAX_AGE" not in database


@pytest.mark.parametrize(
    ("url", "options"),
    [
        ("postgres://h/n", "-c jit=off"),
        ("postgres://h/n?sslmode=require", "-c jit=off"),
        (
            "postgres://h/n?options=-c%20jit%3Don%20-c%20work_mem%3D8MB",
            "-c jit=off -c jit=on -c work_mem=8MB",  # the last one holds
        ),
    ],
)
def test_statements_are_not_compiled_unless_the_url_says_so(load, url, options):
    database = load(**complete_but(DATABASE_URL=url))["DATABASES"]["default"]
    assert database["OPTIONS"]["options"] == options
    assert database["OPTIONS"].get("sslmode") == ("require" if "sslmode" in url else None)


def test_database_word_means_the_embedded_server(load):
    database = load(**complete_but(DATABASE_URL="embedded"))["DATABASES"]["default"]
    assert (database["ENGINE"], database["EMBEDDED"]["durable"]) == ("config.postgres", True)


def test_production_tightens_every_door(load):
    settings = load(**COMPLETE)
    assert not settings["DEBUG"]
    assert settings["SESSION_COOKIE_SECURE"]
    assert settings["CSRF_COOKIE_SECURE"]
    assert settings["SECURE_SSL_REDIRECT"]
    assert settings["SECURE_HSTS_SECONDS"] >= 365 * 24 * 60 * 60
    assert settings["PASSWORD_HASHERS"][0].endswith(".Argon2PasswordHasher")


def test_proxy_header_trusted_only_when_asked_for(load):
    assert "SECURE_PROXY_SSL_HEADER" not in load(**COMPLETE)
    trusting = load(**complete_but(BEHIND_TLS_PROXY="on"))
    assert trusting["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")


def test_kept_secret_is_random_private_and_kept(tmp_path):
    first = environment.kept_secret(tmp_path / "var" / "key")
    assert environment.kept_secret(tmp_path / "var" / "key") == first
    assert environment.kept_secret(tmp_path / "other") != first
    assert (tmp_path / "var" / "key").stat().st_mode & 0o077 == 0
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["key"]


def test_kept_secret_refused_where_it_cannot_be_kept(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ImproperlyConfigured, match=r"cannot be kept .* or set SECRET_KEY"):
        environment.kept_secret(tmp_path / "file" / "key")


def run(*arguments, **variables):
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={"PATH": "", **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_test_database_url_goes_before_database_url():
    said = run(
        "-c",
        "from config.settings.test import DATABASES as d; print(d['default']['NAME'])",
        DATABASE_URL="postgres://h/first",
        TEST_DATABASE_URL="postgres://h/second",
    )
    assert said.stdout == "second\n"


def test_command_says_a_refusal_without_a_traceback():
    said = run("manage.py", "check", DJANGO_SETTINGS_MODULE="config.settings.base")
    assert said.returncode == 1
    assert said.stderr.startswith("SECRET_KEY is not set")
    assert "Traceback" not in said.stderr
