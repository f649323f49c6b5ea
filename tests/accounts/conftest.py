import pytest
from django.test import Client

from accounts.models import SecondFactor
from inspections.models import Force
from tests.accounts.codes import SECRET, SET_UP_AT, code_at
from tests.accounts.factories import UserFactory
from tests.accounts.providers import CLIENT_ID, CLIENT_SECRET, Forger, good_provider


@pytest.fixture
def enter(db):
    """Return a client signed in with a role, and the account."""

    def sign_in(role, **values):
        user = UserFactory(role=role, **values)
        client = Client()
        client.force_login(user)
        return client, user

    return sign_in


@pytest.fixture
def person(db):
    return UserFactory(username="alex")


@pytest.fixture
def codes(person):
    """The recovery codes of a person whose app shows codes of SECRET."""
    code = code_at(SET_UP_AT)
    return SecondFactor.set_up(account=person, secret=SECRET, code=code, at=SET_UP_AT)


@pytest.fixture
def avon(db):
    return Force.objects.create(slug="avon", name="Avon", kind=Force.Kind.TERRITORIAL)


@pytest.fixture(scope="session")
def good_issuer():
    """The address of a provider that runs for all the tests."""
    with good_provider() as issuer:
        yield issuer


@pytest.fixture
def configured(settings):
    """Point single sign-on to a provider."""

    def to(issuer, **values):
        settings.OIDC_ISSUER, settings.PUBLIC_URL = issuer, "http://testserver"
        settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = CLIENT_ID, CLIENT_SECRET
        for name, value in values.items():
            setattr(settings, name, value)

    return to


@pytest.fixture
def forger(configured):
    """A provider that says what the test wants, and single sign-on that asks it."""
    provider = Forger()
    configured(provider.run())
    yield provider
    provider.stop()


@pytest.fixture
def issuer(good_issuer, configured):
    configured(good_issuer)
    return good_issuer


@pytest.fixture
def alex(db):
    return UserFactory(username="alex", sign_on_name="00u1")
