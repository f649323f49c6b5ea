import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from api.table_formats import FORMATS
from exports.actions import export_dataset
from exports.datasets import CONCERNS
from exports.snapshots import snapshot
from tests.factories import ConcernFactory


@pytest.fixture
def export_two(transactional_db, tmp_path):
    """Export two concerns, one with line ends and much text in it."""

    def export(format_name):
        ConcernFactory(detail="one\r\ntwo\n" + "x" * 200_000)
        ConcernFactory()
        path = tmp_path / f"x.{format_name}"
        with snapshot(now=timezone.now()) as taken:
            export_dataset(CONCERNS, format_=FORMATS[format_name], path=path, taken=taken)
        return path

    return export


@pytest.fixture(params=["csv", "ndjson"])
def path(request, export_two):
    return export_two(request.param)


def verify(*paths):
    """Run the command; return what it printed, on both channels, and how it ended."""
    out, err, end = io.StringIO(), io.StringIO(), ""
    try:
        call_command("verify_export", *map(str, paths), stdout=out, stderr=err)
    except CommandError as error:
        end = str(error)
    return out.getvalue(), err.getvalue(), end


def manifest_of(path):
    return path.with_name(path.name + ".manifest.json")


def test_whole_export_is_confirmed(path):
    assert verify(path) == (f"{path} is what its manifest says.\n", "", "")


def test_changed_export_is_found(path):
    path.write_bytes(path.read_bytes().replace(b"one", b"ONE"))
    _, faults, end = verify(path)
    assert faults == (
        f"{path} is not what was exported: its SHA-256 differs from its manifest's.\n"
    )
    assert end == "1 of 1 files are not as exported."


def test_parquet_is_confirmed_and_a_cut_one_found(export_two):
    path = export_two("parquet")
    assert verify(path) == (f"{path} is what its manifest says.\n", "", "")
    path.write_bytes(path.read_bytes()[:-1])
    _, faults, end = verify(path)
    assert f"{path} cannot be read" in faults
    assert end


def test_cut_export_is_found(path):
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1]))
    _, faults, end = verify(path)
    assert "has 1 rows; its manifest says 2." in faults
    assert "bytes; its manifest says" in faults
    assert end


def test_each_file_is_looked_at(path):
    out, faults, end = verify(path.with_name("missing"), path)
    assert out == f"{path} is what its manifest says.\n"
    assert "The manifest" in faults
    assert "cannot be read (No such file or directory): put it beside its file." in faults
    assert end == "1 of 2 files are not as exported."


def test_lost_export_is_found(path):
    path.unlink()
    assert f"{path} cannot be read" in verify(path)[1]


@pytest.mark.parametrize("text", ["", "[]", "{}", "\udcff"])
def test_broken_manifest_is_found(path, text):
    manifest_of(path).write_bytes(text.encode("utf-8", "surrogateescape"))
    assert "is no manifest of an export." in verify(path)[1]


def test_manifest_of_another_version_is_found(path):
    manifest = json.loads(manifest_of(path).read_text())
    manifest_of(path).write_text(json.dumps({**manifest, "manifest_version": 99}))
    assert "is a manifest of another version than 1." in verify(path)[1]
