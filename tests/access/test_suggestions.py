"""What the admin suggests as one types shows no trace of what is out of reach either."""

import pytest
from django.contrib import admin

from tests.access.table import INSIDE, SIGNED_IN
from tests.access.world import STORIES, mark

OUTSIDE = [person for person in SIGNED_IN if person not in INSIDE]


def suggesting_fields():
    """Every field of a page of the admin, or of its inlines, that suggests rows as one types."""
    found = set()
    for model, page in admin.site._registry.items():
        found |= {(model, name) for name in page.autocomplete_fields}
        for inline in page.inlines:
            found |= {(inline.model, name) for name in inline.autocomplete_fields}
    return sorted(found, key=lambda each: (each[0]._meta.label_lower, each[1]))


FIELDS = suggesting_fields()


def suggested(asker, model, name, term):
    meta = model._meta
    asked = f"app_label={meta.app_label}&model_name={meta.model_name}&field_name={name}"
    return asker("GET", f"/admin/autocomplete/?{asked}&term={term}")


@pytest.mark.parametrize(
    ("model", "name"), FIELDS, ids=[f"{model._meta.model_name}.{name}" for model, name in FIELDS]
)
def test_suggestions_tell_nothing(db, askers, model, name):
    for person in OUTSIDE:
        for term in ("zq", ""):
            answer = suggested(askers[person], model, name, term)
            assert answer.status_code in (200, 403), (person, answer.body)


def test_marks_are_suggested_to_who_may_see_them(db, askers):
    found = set()
    for model, name in FIELDS:
        body = suggested(askers["inspector"], model, name, "zq").body
        found |= {story for story in STORIES if mark(*story) in body}
    assert found == set(STORIES)
