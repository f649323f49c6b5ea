import pytest
from django.db import connection


def test_livez_alive_without_database(client):
    response = client.get("/livez")
    assert (response.status_code, response.json()) == (200, {"status": "alive"})


@pytest.mark.django_db
def test_readyz_ready_when_migrated(client):
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (200, {"status": "ready"})


@pytest.mark.django_db
def test_readyz_not_ready_with_migration_waiting(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["reason"] == "Migrations have to run first: 1."


@pytest.mark.django_db
def test_readyz_refused_as_post(client):
    assert client.post("/readyz").status_code == 405
