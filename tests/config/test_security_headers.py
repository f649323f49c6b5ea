import pytest


@pytest.mark.django_db
def test_policy_lets_nothing_in_from_elsewhere_nor_inline(client):
    policy = client.get("/admin/login/").headers["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives == {
        "default-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }


@pytest.mark.django_db
def test_sign_in_page_has_nothing_inline(client):
    page = client.get("/admin/login/").content.decode()
    assert "<style" not in page
    assert " style=" not in page
    assert page.count("<script") == page.count("<script src=")


@pytest.mark.django_db
def test_front_door_leads_to_the_admin(client):
    response = client.get("/")
    assert (response.status_code, response["Location"]) == (302, "/admin/")


@pytest.mark.django_db
def test_unknown_address_of_the_api_is_a_problem_document(client):
    response = client.get("/api/v1/nothing-here/")
    assert response.status_code == 404
    assert response.headers["Content-Type"].startswith("application/problem+json")


def test_static_files_served_from_where_they_lie(client):
    response = client.get("/static/admin/css/base.css")
    assert response.status_code == 200
    assert b"".join(response.streaming_content).startswith(b"/*")
