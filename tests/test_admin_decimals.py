"""Numbers on the pages of the admin stand there as they were stated."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories as make


@pytest.mark.parametrize(
    ("factory", "values", "shown"),
    [
        (make.TargetFactory, {"low": None, "high": Decimal("7.0")}, "7.0"),
        (make.TargetFactory, {"low": None, "high": Decimal("32400")}, "32,400"),
        (make.FigureFactory, {"low": Decimal("3.50"), "high": Decimal("3.50")}, "3.50"),
        (make.ReadingFactory, {"value": Decimal("77.70"), "margin": Decimal("3.20")}, "3.20"),
    ],
)
def test_read_only_number_is_shown_as_stated(inspector, factory, values, shown):
    row = factory(**values)
    name = row._meta.label_lower.replace(".", "_")
    client = Client()
    client.force_login(inspector)

    page = client.get(reverse(f"admin:{name}_change", args=[row.pk])).content.decode()

    assert f'<div class="readonly">{shown}</div>' in page
    assert "0000000" not in page.partition('id="content"')[2]


def test_method_that_says_nothing_is_shown_by_its_word_for_it(inspector):
    concern = make.ConcernFactory()
    client = Client()
    client.force_login(inspector)

    page = client.get(reverse("admin:concerns_concern_change", args=[concern.pk])).content.decode()

    assert '<div class="readonly">nothing</div>' in page  # what the force claims
    assert '<div class="readonly">the force&#x27;s</div>' in page  # its owner
    assert ">None<" not in page
