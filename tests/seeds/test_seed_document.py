from decimal import Decimal

import pytest

from seeds.document import read_document
from seeds.faults import DocumentRefused


def refusal_of(path):
    with pytest.raises(DocumentRefused) as refusal:
        read_document(path)
    return str(refusal.value)


def test_records_and_fields_know_their_lines(write):
    content = read_document(
        write(
            """
            title: Two
            figures:
              - code: M01
                value: 1
              - code: M02
            """
        )
    ).content

    assert content.lines == {"title": 1, "figures": 2}
    assert content["figures"].lines == [3, 5]
    assert content["figures"][0].lines == {"code": 3, "value": 4}


def test_numbers_keep_their_decimals_and_days_stay_text(write):
    content = read_document(
        write("a: 77.70\nb: -50\nc: 2021-09-30\nd: 2020-12\ne: '2021'\nf: true\n")
    ).content

    assert content == {
        "a": Decimal("77.70"),
        "b": -50,
        "c": "2021-09-30",
        "d": "2020-12",
        "e": "2021",
        "f": True,
    }
    assert str(content["a"]) == "77.70"


def test_folded_text_is_one_line(write):
    assert read_document(write("a: >-\n  one\n  two\n")).content == {"a": "one two"}


def test_digest_changes_with_the_text(write):
    first = read_document(write("title: One")).sha256

    assert read_document(write("title: One")).sha256 == first
    assert read_document(write("title: Two")).sha256 != first


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ("title: One\ntitle: Two\n", 2, "title: it stands on line 1 already"),
        ("a: 1\nb: [1, 2\nc: 3\n", 3, "this is no YAML"),
        ("a: 1\nb: &x 2\n", 2, "anchors and aliases are not used here"),
        ("a: 1\nb: !!python/name:os.system x\n", 2, "is not used here: write a plain value"),
        ("a: 1\nb: x\0y\n", 2, "a control character stands here"),
        ("- one\n", 1, "a document is a mapping of sections"),
        ("", 1, "a document is a mapping of sections"),
        ("a: 1\n--- \nb: 2\n", 2, "this is no YAML"),
        ("a: " + "[" * 1500, 1, "it is nested too deeply"),
        ("a: 1\n[1, 2]: 3\n", 2, "a field's name is a word"),
    ],
    ids=lambda value: value[:12] if isinstance(value, str) else None,
)
def test_text_that_is_no_document_refused_with_its_line(write, text, line, sentence):
    said = refusal_of(write(text))

    assert said.startswith(f"small, line {line}: ")
    assert sentence in said


def test_other_encoding_refused_with_its_line(tmp_path):
    path = tmp_path / "small.yaml"
    path.write_bytes(b"a: 1\nb: caf\xe9\n")

    assert refusal_of(path).startswith("small, line 2: this is no UTF-8")
