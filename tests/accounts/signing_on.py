"""Signing in by single sign-on as a person does it, and what they are told if they do not get in."""

import requests

BEGIN, ANSWER, LOGIN = "/admin/sign-on/", "/admin/sign-on/answer/", "/admin/login/"
LOST = "This sign-in was begun in another browser or too long ago, or is over: begin it again."


def sent_back(url, **chosen):
    """Do what a person does at the provider; return the address it sends them back to."""
    answer = requests.post(url, data=chosen, allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text
    back = answer.headers["Location"]
    assert back.startswith(f"http://testserver{ANSWER}?")
    return back


def dance(client, sub="00u1", to=None):
    """Sign in at the provider as that person; return our answer to who comes back."""
    begun = client.get(BEGIN, {"next": to} if to else {})
    assert begun.status_code == 302
    return client.get(sent_back(begun["Location"], sub=sub))


def refused(answer, status, sentence):
    """Whether the sign-in page stands there, with that sentence and nobody signed in."""
    page = answer.content.decode()
    assert (answer.status_code, page.count("errornote")) == (status, 1)
    assert answer.context["sign_on_refusal"] == sentence
    assert f'action="{LOGIN}"' in page
    assert "_auth_user_id" not in answer.client.session
    assert answer["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    return True
