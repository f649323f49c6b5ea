import errno
import hashlib
import os
import resource

import pytest

from exports.files import Draft, FileRefused, appear, place, sentences


def write_both(folder, *, overwrite=False, data=b"data", before_appearing=lambda: None):
    with Draft(folder / "x.csv") as first, Draft(folder / "x.csv.manifest.json") as second:
        first.write(data)
        second.write(b"manifest")
        before_appearing()
        appear(first, second, overwrite=overwrite)
        return first.bytes, first.sha256


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_files_appear_with_sum_and_size(tmp_path):
    assert write_both(tmp_path) == (4, hashlib.sha256(b"data").hexdigest())
    assert names(tmp_path) == ["x.csv", "x.csv.manifest.json"]
    assert (tmp_path / "x.csv").read_bytes() == b"data"
    assert (tmp_path / "x.csv.manifest.json").read_bytes() == b"manifest"


def test_files_appear_at_the_end_only(tmp_path):
    seen = []
    write_both(tmp_path, before_appearing=lambda: seen.extend(names(tmp_path)))
    assert len(seen) == 2
    assert all(name.startswith(".x.csv.") and name.endswith(".part") for name in seen)


def test_files_that_fail_leave_nothing(tmp_path):
    def fail():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_both(tmp_path, before_appearing=fail)
    assert names(tmp_path) == []


def test_file_that_came_first_is_kept(tmp_path):
    with pytest.raises(FileRefused, match=r"x\.csv exists already.*--overwrite"):
        write_both(tmp_path, before_appearing=lambda: (tmp_path / "x.csv").write_bytes(b"theirs"))
    assert names(tmp_path) == ["x.csv"]
    assert (tmp_path / "x.csv").read_bytes() == b"theirs"


def test_manifest_that_came_first_takes_the_data_back(tmp_path):
    beside = tmp_path / "x.csv.manifest.json"
    with pytest.raises(FileRefused, match=r"manifest\.json exists already"):
        write_both(tmp_path, before_appearing=lambda: beside.write_bytes(b"theirs"))
    assert names(tmp_path) == ["x.csv.manifest.json"]


def test_files_are_replaced_when_told(tmp_path):
    write_both(tmp_path)
    write_both(tmp_path, overwrite=True, data=b"newer")
    assert names(tmp_path) == ["x.csv", "x.csv.manifest.json"]
    assert (tmp_path / "x.csv").read_bytes() == b"newer"


def test_file_that_fails_leaves_the_old_one(tmp_path):
    def fail():
        raise ZeroDivisionError

    write_both(tmp_path)
    with pytest.raises(ZeroDivisionError):
        write_both(tmp_path, overwrite=True, data=b"newer", before_appearing=fail)
    assert names(tmp_path) == ["x.csv", "x.csv.manifest.json"]
    assert (tmp_path / "x.csv").read_bytes() == b"data"


def test_file_without_room_leaves_nothing(tmp_path):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(FileRefused, match="There is no room for"):
            write_both(tmp_path, data=b"x" * 200_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert names(tmp_path) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_file_in_closed_folder_refused(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(FileRefused, match="You may not write in the folder"):
        write_both(tmp_path)


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "There is no room for {path} (No space left on device): make room"),
        (errno.EDQUOT, "There is no room for {path}"),
        (errno.EACCES, "You may not write in the folder {folder}: name a file in one"),
        (errno.EROFS, "You may not write in the folder {folder}"),
        (errno.EIO, "{path} cannot be written: Input/output error."),
    ],
)
def test_file_error_is_a_sentence(number, sentence, tmp_path):
    path = tmp_path / "x.csv"
    with pytest.raises(FileRefused) as refusal, sentences(path):
        raise OSError(number, os.strerror(number))
    assert str(refusal.value).startswith(sentence.format(path=path, folder=tmp_path))


def test_place_of_new_file(tmp_path):
    assert place(tmp_path / "x.csv", overwrite=False) == tmp_path / "x.csv"


def test_place_follows_a_link(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "real.csv").write_bytes(b"old")
    (tmp_path / "latest.csv").symlink_to("folder/real.csv")
    assert place(tmp_path / "latest.csv", overwrite=True) == tmp_path / "folder" / "real.csv"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("missing/x.csv", "The folder .*missing does not exist: make it first"),
        ("file/x.csv", "The folder .*file does not exist"),
        ("folder", "folder is a folder: name a file in it"),
        ("pipe", "pipe is no ordinary file: name another"),
        ("file", "file exists already: name another file, or say --overwrite"),
        ("x\n.csv", "is no name that everybody can read"),
        ("x\udcff.csv", "is no name that everybody can read"),
        ("x" * 300, "cannot be written: File name too long"),
    ],
)
def test_place_refused(name, sentence, tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(b"old")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FileRefused, match=sentence):
        place(tmp_path / name, overwrite=False)


def test_place_of_pipe_refused_even_to_overwrite(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FileRefused, match="no ordinary file"):
        place(tmp_path / "pipe", overwrite=True)
