import datetime as dt
import json

import pytest

from accounts.models import Token, User
from accounts.roles import Role
from inspections.models import Force
from seeds.demo_accounts import TOKEN_LIFE, demo_accounts

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=40)

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path):
    return tmp_path / "var" / "demo-accounts.json"


def by_name(accounts):
    return {account["username"]: account for account in accounts}


def test_demo_accounts_one_for_each_role_and_able_to_sign_in(file):
    accounts, renewed = demo_accounts(file, at=NOW)
    assert [account["role"] for account in accounts] == Role.values == renewed
    for account in accounts:
        user = User.objects.get(username=account["username"])
        assert user.role == account["role"]
        assert not user.is_superuser
        assert user.check_password(account["password"])
        assert Token.objects.usable(NOW).with_secret(account["token"]).get().owner == user


def test_demo_accounts_kept_in_a_file_for_its_owner_alone(file):
    accounts, _ = demo_accounts(file, at=NOW)
    assert json.loads(file.read_text()) == accounts
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_demo_accounts_random_in_every_database(file, tmp_path):
    first, _ = demo_accounts(file, at=NOW)
    second, _ = demo_accounts(tmp_path / "another.json", at=NOW)
    assert not {a["password"] for a in first} & {a["password"] for a in second}


def test_demo_accounts_second_start_keeps_everything(file):
    first, _ = demo_accounts(file, at=NOW)
    User.objects.filter(username="analyst").update(first_name="Edited", is_active=False)
    written = file.stat().st_mtime_ns
    second, renewed = demo_accounts(file, at=NOW)
    analyst = User.objects.get(username="analyst")
    assert (by_name(second)["inspector"], renewed) == (by_name(first)["inspector"], [])
    assert (analyst.first_name, analyst.is_active) == ("Edited", False)
    assert by_name(second)["analyst"]["password"] == by_name(first)["analyst"]["password"]
    assert written <= file.stat().st_mtime_ns


def test_demo_accounts_password_changed_by_its_owner_stays(file):
    demo_accounts(file, at=NOW)
    inspector = User.objects.get(username="inspector")
    inspector.set_password("chosen by the person")
    inspector.save()
    demo_accounts(file, at=LATER)
    inspector.refresh_from_db()
    assert inspector.check_password("chosen by the person")


@pytest.mark.parametrize("content", [None, "", "{}", "[1]", '[{"username": "inspector"}]'])
def test_demo_accounts_new_ones_when_the_file_is_lost_or_damaged(file, content):
    first, _ = demo_accounts(file, at=NOW)
    file.unlink()
    if content is not None:
        file.write_text(content)
    second, renewed = demo_accounts(file, at=LATER)
    assert renewed == Role.values
    assert User.objects.count() == len(Role.values)
    old, new = by_name(first)["inspector"], by_name(second)["inspector"]
    assert not Token.objects.usable(LATER).with_secret(old["token"]).exists()
    assert Token.objects.usable(LATER).with_secret(new["token"]).exists()
    assert User.objects.get(username="inspector").check_password(new["password"])


def test_demo_accounts_token_that_ended_replaced_and_password_kept(file):
    first, _ = demo_accounts(file, at=NOW)
    second, renewed = demo_accounts(file, at=NOW + TOKEN_LIFE + dt.timedelta(seconds=1))
    assert renewed == []
    assert by_name(second)["analyst"]["password"] == by_name(first)["analyst"]["password"]
    assert by_name(second)["analyst"]["token"] != by_name(first)["analyst"]["token"]


def test_demo_accounts_tied_to_the_force_once(file):
    force = Force.objects.create(
        slug="greater-manchester", name="Greater Manchester Police", kind=Force.Kind.TERRITORIAL
    )
    demo_accounts(file, at=NOW)
    force.refresh_from_db()
    assert force.owner.username == "inspector"
    assert [user.username for user in force.inspectors.all()] == ["inspector"]
    assert [user.username for user in force.liaison_officers.all()] == ["liaison_officer"]
    force.liaison_officers.clear()
    demo_accounts(file, at=LATER)
    assert not force.liaison_officers.exists()
