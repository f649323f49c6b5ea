import pytest
from django.core.management import CommandError, call_command

from concerns.models import Measure
from seeds.loader import documents
from seeds.models import LoadedDocument
from tests.factories import ForceFactory

pytestmark = pytest.mark.django_db

STAGES = """
title: One stage
monitoring_stages:
  - {force: kent, stage: scan, started_on: 2020}
"""


@pytest.fixture(autouse=True)
def kent(db):
    return ForceFactory(slug="kent")


def test_command_prints_counts_and_then_nothing_to_do(write, capsys):
    path = write(STAGES)

    call_command("seed", str(path))
    call_command("seed", str(path))

    assert capsys.readouterr().out.splitlines() == [
        "small: loading ...",
        "small: added monitoring stages 1.",
        "small: loading ...",
        "small: loaded before, nothing to do.",
    ]


def test_check_says_what_would_be_added(write, capsys):
    call_command("seed", str(write(STAGES)), check=True)

    assert "small: no fault; it would add monitoring stages 1." in capsys.readouterr().out
    assert not LoadedDocument.objects.exists()


def test_fault_ends_the_command_with_its_sentence(write):
    path = write(STAGES.replace("kent", "kant"))

    with pytest.raises(CommandError) as refusal:
        call_command("seed", str(path))

    assert str(refusal.value) == (
        "small, line 3: monitoring_stages kant 2020, force: there is no force kant: name one that "
        "is recorded, or that stands before this one in the document.\n"
        "Nothing of small was stored."
    )


def test_documents_before_a_faulty_one_stay_loaded(write):
    good = write(STAGES, name="good")
    bad = write("title: x\nmeasures:\n  - {indicator: a, force: kent, said_by: ons}\n", name="bad")

    with pytest.raises(CommandError):
        call_command("seed", str(good), str(bad))

    assert [row.name for row in LoadedDocument.objects.all()] == ["good"]
    assert not Measure.objects.exists()


def test_unknown_document_refused_with_those_there_are():
    with pytest.raises(CommandError, match="give a file, or one of greater-manchester-2021-22, "):
        call_command("seed", "greater-london")


def test_documents_of_the_service_are_found():
    assert [path.stem for path in documents()] == [
        "greater-manchester-2021-22",
        "monitoring-history",
    ]
