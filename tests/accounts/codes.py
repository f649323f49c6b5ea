"""An authenticator app of the tests' own, and what people do with its codes."""

import datetime as dt
import re

import pyotp
from django.test import Client
from django.utils import timezone

from tests.accounts.factories import PASSWORD

PAGE = "/admin/own-account/"
SET_UP_AT = dt.datetime(2026, 1, 1, 12, 0, tzinfo=dt.UTC)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_at(moment, steps=0):
    return pyotp.TOTP(SECRET).at(moment, counter_offset=steps)


def sign_in(code=None, password=PASSWORD, username="alex"):
    given = {"username": username, "password": password}
    return Client().post("/admin/login/", given if code is None else {**given, "code": code})


def as_person(person, **headers):
    client = Client(**headers)
    client.force_login(person)
    return client


def offered(page):
    """What the page offers to be taken, and the secret that it shows."""
    text = page.content.decode()
    letters = re.search(r'<code class="secret"[^>]*>([A-Z2-7 ]+)</code>', text)[1]
    return re.search(r'name="offered" value="([^"]+)"', text)[1], letters.replace(" ", "")


def set_up(client, **changed):
    taken, secret = offered(client.get(PAGE))
    now = pyotp.TOTP(secret).at(timezone.now())
    given = {"set_up": "Set it up", "offered": taken, "code": now, "password": PASSWORD, **changed}
    return client.post(PAGE, given), secret
