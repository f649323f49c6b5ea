"""What forms of the admin say: the fault that is there and no other, help in whole sentences."""

import pytest
from django.urls import reverse

from concerns.models import Reading
from tests import factories as make
from tests.test_admin_pages import ENTRY, MODELS, add, client_of


@pytest.mark.parametrize("value", ["x", "NaN", "1" * 40])
def test_value_that_cannot_be_read_is_the_only_fault(inspector, value):
    answer = add(inspector, make.MeasureFactory(), value=value)

    assert list(answer.context["adminform"].form.errors) == ["value"]
    assert not Reading.objects.exists()


def test_value_that_cannot_be_read_does_not_hide_another_fault(inspector):
    sent = {"value": "x", "period_end": "2021-11-30"}

    answer = add(inspector, make.MeasureFactory(), **sent)

    assert set(answer.context["adminform"].form.errors) == {"value", "period_end"}
    assert ENTRY["period_start"] > sent["period_end"]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_help_begins_with_a_capital(lead_inspector, model):
    name = model._meta.label_lower.replace(".", "_")
    answer = client_of(lead_inspector).get(reverse(f"admin:{name}_add"))
    if answer.status_code == 403:
        return
    fields = answer.context["adminform"].form.fields.values()
    assert [field.help_text for field in fields if field.help_text[:1].islower()] == []


def test_help_of_a_read_only_field_begins_with_a_capital(inspector):
    row = make.PublicationFactory()
    page = client_of(inspector).get(reverse("admin:inspections_publication_change", args=[row.pk]))
    assert "Draft, sent or published." in page.content.decode()


def test_filter_names_the_rows_without_a_word(inspector):
    make.ForceFactory(region="North West")
    make.ForceFactory(region="")

    page = client_of(inspector).get(reverse("admin:inspections_force_changelist")).content.decode()

    choices = page.partition('id="changelist-filter"')[2].partition("</nav>")[0]
    assert ">None given</a>" in choices
    assert "></a>" not in choices


def test_filter_names_the_rows_that_name_nothing(inspector):
    make.AddressFactory()
    make.PublicationFactory()
    make.JudgmentFactory(graded=True)
    make.JudgmentFactory()

    for name in ("publication", "judgment"):
        page = client_of(inspector).get(reverse(f"admin:inspections_{name}_changelist"))
        choices = page.content.decode().partition('id="changelist-filter"')[2]
        assert ">None given</a>" in choices.partition("</nav>")[0]
        assert ">-</a>" not in choices


def test_events_and_stages_are_named_by_days_as_people_say_them(inspector):
    stage = make.MonitoringStageFactory(started_on="2021-09-01", started_on_precision="month")
    stage.refresh_from_db()
    assert str(stage).endswith("from September 2021")
