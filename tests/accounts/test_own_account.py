"""The page of one's own account: an authenticator app set up, changed, lost, required."""

import datetime as dt

import pyotp
import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import SecondFactor
from accounts.roles import Role
from accounts.second_factor import is_owed
from tests.accounts.codes import PAGE, as_person, offered, set_up, sign_in
from tests.accounts.factories import PASSWORD, UserFactory, make_token

pytestmark = pytest.mark.django_db


# Setting one up, and changing it


def test_app_set_up_and_recovery_codes_shown_once(person):
    client = as_person(person)
    answer, secret = set_up(client)
    shown = answer.context["codes"]
    assert answer.status_code == 200
    assert all(code in answer.content.decode() for code in shown)
    assert "no-store" in answer["Cache-Control"]
    assert client.get(PAGE).context["factor"].recovery_codes_left == len(shown)
    assert secret not in client.get(PAGE).content.decode()
    assert sign_in(shown[3]).status_code == 302
    assert LogEntry.objects.get().change_message == "Set up an authenticator app."


def test_picture_is_of_the_secret_that_the_page_shows(person):
    page = as_person(person).get(PAGE)
    _, secret = offered(page)
    uri = page.context["form"].uri()
    assert (
        uri
        == f"otpauth://totp/Inspection%20tracker:alex?secret={secret}&issuer=Inspection%20tracker"
    )
    assert 'class="qr"' in page.content.decode()
    assert "style=" not in page.context["picture"]


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"password": "wrong"}, "password", "Not your password."),
        ({"password": ""}, "password", "This field is required."),
        ({"code": "000000"}, "code", "the six digits that the app shows"),
        ({"code": ""}, "code", "This field is required."),
        ({"offered": "nothing"}, "__all__", "stood open for more than half an hour"),
    ],
)
def test_app_not_set_up_and_why(person, changed, field, said):
    client = as_person(person)
    answer, secret = set_up(client, **changed)
    assert answer.status_code == 200
    assert said in str(answer.context["form"].errors[field])
    assert not SecondFactor.objects.exists()
    if "offered" not in changed:
        assert offered(answer)[1] == secret  # what was scanned is still good


@pytest.mark.parametrize("kind", ["too long ago", "never"])
def test_page_that_stood_open_too_long_offers_another_secret_which_is_taken(
    person, kind, monkeypatch
):
    client = as_person(person)
    changed = {"offered": ""} if kind == "never" else {}
    with monkeypatch.context() as patch:
        patch.setattr("accounts.second_factor.LONGEST_SET_UP", dt.timedelta(seconds=-1))
        late, before = set_up(client, **changed)
    assert "stood open for more than half an hour" in str(late.context["form"].errors["__all__"])

    taken, secret = offered(late)
    assert secret != before
    set_up(client, offered=taken, code=pyotp.TOTP(secret).now())
    assert SecondFactor.objects.exists()


def test_secret_offered_to_somebody_else_refused(person):
    taken, secret = offered(as_person(UserFactory()).get(PAGE))
    answer, _ = set_up(as_person(person), offered=taken, code=pyotp.TOTP(secret).now())
    assert "__all__" in answer.context["form"].errors
    assert not SecondFactor.objects.exists()


def test_own_password_tried_too_often_refused_there_too(person, codes):
    client = as_person(person)
    for number in range(5):
        given = {"take_off": "Take the app off", "password": f"wrong {number}", "code": codes[0]}
        assert client.post(PAGE, given).status_code == 200
    answer = client.post(
        PAGE, {"take_off": "Take the app off", "password": PASSWORD, "code": codes[0]}
    )
    assert answer.status_code == 429
    assert answer["Retry-After"]
    assert SecondFactor.objects.exists()


def test_new_recovery_codes_end_those_before(person, codes):
    answer = as_person(person).post(
        PAGE, {"renew": "Make new recovery codes", "password": PASSWORD, "code": codes[0]}
    )
    renewed = answer.context["codes"]
    assert not set(renewed) & set(codes)
    assert sign_in(codes[1]).status_code == 200
    assert sign_in(renewed[1]).status_code == 302


def test_app_taken_off_by_password_and_code(person, codes):
    client = as_person(person)
    refused = client.post(
        PAGE, {"take_off": "Take the app off", "password": PASSWORD, "code": "000000"}
    )
    assert "not right" in str(refused.context["form"].errors["code"])
    assert (
        client.post(
            PAGE, {"take_off": "Take the app off", "password": PASSWORD, "code": codes[0]}
        ).url
        == PAGE
    )
    assert sign_in().status_code == 302


@pytest.mark.parametrize("do", ["other", "set_up", "something"])
def test_form_that_asks_for_nothing_known_changes_nothing(person, codes, do):
    answer = as_person(person).post(PAGE, {do: "yes", "password": PASSWORD, "code": codes[0]})
    assert (answer.status_code, answer.context["form"].is_bound) == (200, False)
    assert person.second_factor.recovery_codes_left == SecondFactor.RECOVERY_CODES


def test_account_without_a_password_is_told_who_asks_for_a_code(person):
    person.set_unusable_password()
    person.save()
    client = as_person(person)
    assert "no password here" in client.get(PAGE).content.decode()
    client.post(PAGE, {"set_up": "Set it up"})
    assert not SecondFactor.objects.exists()


# Losing it


def test_administrator_takes_off_the_app_of_somebody_else(person, codes):
    chief = UserFactory(role=Role.ADMINISTRATOR)
    client = as_person(chief)
    page = client.get(f"/admin/accounts/user/{person.pk}/change/").content.decode()
    address = f"/admin/accounts/user/{person.pk}/take-off/"
    assert f'formaction="{address}"' in page
    assert "Set up on" in page
    assert client.get("/admin/accounts/user/?authenticator_app=yes").context["cl"].result_count == 1

    answer = client.post(address, follow=True)
    assert "Taken off: this account signs in by password alone." in answer.content.decode()
    assert "None set up" in answer.content.decode()
    assert sign_in().status_code == 302
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id) == (chief, str(person.pk))
    assert "has no authenticator app set up" in client.post(address, follow=True).content.decode()


@pytest.mark.parametrize("role", [Role.LEAD_INSPECTOR, Role.LIAISON_OFFICER])
def test_who_else_has_an_app_is_an_administrators_to_know(person, codes, role):
    looking = UserFactory(role=role)
    client = as_person(looking)
    for account in (person, looking):
        page = client.get(f"/admin/accounts/user/{account.pk}/change/", follow=True)
        assert "uthenticator app" not in page.content.decode()
    assert "uthenticator" not in client.get("/admin/accounts/user/").content.decode()
    known = client.get("/admin/accounts/user/?authenticator_app=yes")
    assert "authenticator_app=yes" not in known.get("Location", "")
    assert known.status_code == 302  # as of any filter that is not offered


def test_administrator_does_not_take_off_their_own_there(person, codes):
    person.role = Role.ADMINISTRATOR
    person.save()
    client = as_person(person)
    page = client.get(f"/admin/accounts/user/{person.pk}/change/").content.decode()
    assert "take-off/" not in page
    assert client.post(f"/admin/accounts/user/{person.pk}/take-off/").status_code == 403
    assert SecondFactor.objects.exists()


def test_command_takes_off_the_last_administrators(person, codes, capsys):
    call_command("take_off_second_factor", "alex")
    assert "signs in by password alone" in capsys.readouterr().out
    said = "Took the authenticator app off, by a command on the server."
    assert LogEntry.objects.get().change_message == said
    assert sign_in().status_code == 302
    for name, said in (("alex", "no authenticator app"), ("nobody", "no account nobody")):
        with pytest.raises(CommandError, match=said):
            call_command("take_off_second_factor", name)


# Where it is required


@pytest.fixture
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


def test_whoever_owes_it_is_led_there_and_back(required, person):
    client = Client()
    client.post("/admin/login/", {"username": "alex", "password": PASSWORD})
    led = client.get("/admin/overview/?x=1")
    assert led.url == f"{PAGE}?next=%2Fadmin%2Foverview%2F%3Fx%3D1"
    page = client.get(led.url)
    assert "Set up an authenticator app first" in page.content.decode()
    for way_that_leads_back_here in ('id="places"', 'id="nav-sidebar"', "Change password"):
        assert way_that_leads_back_here not in page.content.decode()
    assert client.get("/api/v1/forces/").status_code == 401

    taken, secret = offered(page)
    given = {
        "set_up": "Set it up",
        "offered": taken,
        "code": pyotp.TOTP(secret).now(),
        "password": PASSWORD,
    }
    answer = client.post(led.url, given)
    assert answer.context["onward"] == "/admin/overview/?x=1"
    assert client.get("/admin/overview/").status_code == 200
    assert client.get("/api/v1/forces/").status_code == 200


def test_way_on_to_another_site_forgotten(required, person):
    client = as_person(person)
    taken, secret = offered(client.get(PAGE))
    given = {
        "set_up": "Set it up",
        "offered": taken,
        "code": pyotp.TOTP(secret).now(),
        "password": PASSWORD,
    }
    answer = client.post(f"{PAGE}?next=https://example.org/", given)
    assert answer.context["onward"] == "/admin/"


def test_whoever_owes_it_may_sign_out(required, person):
    client = as_person(person)
    assert client.post("/admin/logout/").status_code == 200
    assert "_auth_user_id" not in client.session


def test_whom_single_sign_on_let_in_owes_nothing(required, person):
    client = as_person(person)
    session = client.session
    session["signed_on"] = True
    session.save()
    assert client.get("/admin/").status_code == 200


def test_token_owes_nothing_even_beside_a_session(required, person):
    _, secret = make_token(person)
    client = as_person(person)
    answer = client.get("/api/v1/forces/", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 200


def test_not_required_costs_no_query(person, rf, django_assert_num_queries):
    request = rf.get("/admin/")
    request.user = person
    with django_assert_num_queries(0):
        assert not is_owed(request)
