"""`manage.py add_account`: an account that can sign in, or a sentence and nothing made."""

import io

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from tests import factories as make

pytestmark = pytest.mark.django_db
PASSWORD = "slate-harbour-4-lanterns"


@pytest.fixture
def password_file(tmp_path):
    path = tmp_path / "password"
    path.write_text(f"{PASSWORD}\n")
    return path


def add(*words):
    out = io.StringIO()
    call_command("add_account", *words, stdout=out)
    return out.getvalue()


def test_account_signs_in_with_its_role(client, password_file):
    said = add("ada", "--role", "administrator", "--password-file", str(password_file))

    assert said == "Made ada, Administrator.\n"
    assert User.objects.get(username="ada").role == "administrator"
    assert client.login(username="ada", password=PASSWORD)


def test_account_is_no_superuser(password_file):
    add("ada", "--role", "administrator", "--password-file", str(password_file))

    assert not User.objects.get(username="ada").is_superuser


def test_password_comes_from_standard_input(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))

    add("ada", "--role", "analyst", "--password-file", "-")

    assert User.objects.get(username="ada").check_password(PASSWORD)


@pytest.mark.parametrize(
    ("username", "password", "says"),
    [
        ("taken", PASSWORD, "username: A user with that username already exists."),
        ("not a name", PASSWORD, "username: Enter a valid username."),
        ("ada", "short", "password: This password is too short."),
        ("ada", "", "password: This password is too short."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_made(tmp_path, username, password, says):
    make.UserFactory(username="taken")
    path = tmp_path / "password"
    path.write_text(password)
    before = User.objects.count()

    with pytest.raises(CommandError) as refused:
        add(username, "--role", "analyst", "--password-file", str(path))

    assert says in str(refused.value)
    assert User.objects.count() == before


def test_account_for_single_sign_on_needs_no_password():
    add("ada", "--role", "administrator", "--sign-on-name", " 00u1 ")

    made = User.objects.get(sign_on_name="00u1")
    assert (made.username, made.has_usable_password()) == ("ada", False)


def test_account_for_single_sign_on_may_have_a_password(password_file):
    words = ("--sign-on-name", "00u1", "--password-file", str(password_file))
    add("ada", "--role", "administrator", *words)

    assert User.objects.get(sign_on_name="00u1").check_password(PASSWORD)


def test_name_of_single_sign_on_that_is_taken_is_told():
    make.UserFactory(sign_on_name="00u1")

    with pytest.raises(CommandError, match=r"sign_on_name: .* already exists"):
        add("ada", "--role", "analyst", "--sign-on-name", "00u1")


def test_without_terminal_or_file_it_says_what_to_do(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO())

    with pytest.raises(CommandError, match="use --password-file"):
        add("ada", "--role", "analyst")


def test_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        add("ada", "--role", "analyst", "--password-file", str(tmp_path / "none"))
