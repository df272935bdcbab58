"""A backup is made while the clinic writes, opens with its key alone, is tried at once, and overwrites nothing."""

import io
import json
import sqlite3
import tarfile
import threading
from contextlib import closing
from pathlib import Path

import pyrage
import pytest

from keeping.conftest import leeward
from leeward.clinic.keeping.archive import CannotKeep, new_key, read_key, seal, unseal


@pytest.fixture(scope="session")
def made(upgraded, key, tmp_path_factory):
    """A backup of the clinic, and what the command said."""
    folder = tmp_path_factory.mktemp("backups")
    done = leeward("backup", "--to", folder, "--key", key, home=upgraded)
    assert done.returncode == 0, done.stdout + done.stderr
    (file,) = folder.iterdir()
    return file, done.stdout


def people(home: Path) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(home / "leeward.sqlite3")) as connection:
        return sorted(connection.execute("SELECT family_name, born FROM people_person"))


def test_it_is_tried_restored_elsewhere_and_verifies(made, upgraded, key, tmp_path):
    file, said = made
    home = upgraded
    assert "Restored beside the records, counted, and verified" in said
    assert json.loads((home / "last-backup.json").read_text())["verified"] is True
    restored = leeward("restore", file, "--key", key, home=tmp_path / "other")
    assert restored.returncode == 0, restored.stdout + restored.stderr
    assert "disagrees" not in restored.stdout
    assert people(tmp_path / "other") == people(home)
    assert (tmp_path / "other" / "secret").read_text() == (home / "secret").read_text()
    assert [path.name for path in home.iterdir() if path.name.startswith((".backup-", ".trial-"))] == []


def test_no_name_of_a_patient_stands_in_the_file(made, upgraded):
    content = made[0].read_bytes()
    assert all(family.encode() not in content for family, _ in people(upgraded))
    assert made[0].stat().st_mode & 0o077 == 0


def test_it_is_made_while_others_write_and_older_ones_go_where_a_number_is_named(home, key, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    for name in ("2026-01-01T000000Z.leeward.age", "2026-01-02T000000Z.leeward.age", "letter.txt"):
        (folder / name).write_text("x")
    stop, written = threading.Event(), []

    def write() -> None:
        with closing(sqlite3.connect(home / "leeward.sqlite3", timeout=20)) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS scribble (n INTEGER)")
            while not stop.is_set():
                connection.execute("INSERT INTO scribble VALUES (?)", (len(written),))
                connection.commit()
                written.append(len(written))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        done = leeward("backup", "--to", folder, "--key", key, "--keep", "2", home=home)
    finally:
        stop.set()
        writer.join()
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(written) > 1
    kept = sorted(path.name for path in folder.iterdir())
    assert (kept[0], kept[-1], len(kept)) == ("2026-01-02T000000Z.leeward.age", "letter.txt", 3)


@pytest.mark.parametrize("fault", ["another key", "cut short", "a byte changed", "no backup"])
def test_what_cannot_be_opened_is_refused_in_a_sentence_and_nothing_is_made(made, key, tmp_path, fault):
    content, use = bytearray(made[0].read_bytes()), key
    if fault == "another key":
        new_key(tmp_path / "second")
        use = tmp_path / "second"
    elif fault == "cut short":
        content = content[: len(content) // 2]
    elif fault == "a byte changed":
        content[len(content) // 2] ^= 1
    else:
        content = bytearray(b"minutes of the meeting")
    (tmp_path / "bad").write_bytes(content)
    refused = leeward("restore", tmp_path / "bad", "--key", use, home=tmp_path / "other")
    assert refused.returncode == 1
    assert "cannot be opened" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert [path.name for path in (tmp_path / "other").iterdir()] == ["secret"]


def test_records_that_are_there_are_set_aside_only_when_asked(made, home, key):
    refused = leeward("restore", made[0], "--key", key, home=home)
    assert refused.returncode == 1
    assert "exists already" in refused.stderr
    done = leeward("restore", made[0], "--key", key, "--replace", home=home)
    assert done.returncode == 0, done.stdout + done.stderr
    (aside,) = home.glob("leeward.sqlite3.before-*")
    assert f"What was there is now {aside}" in done.stdout
    with closing(sqlite3.connect(aside)) as connection:
        assert connection.execute("SELECT count(*) FROM people_person").fetchone()[0] > 1


def test_records_in_use_are_not_replaced(made, home, key):
    with closing(sqlite3.connect(home / "leeward.sqlite3")) as other:
        other.execute("SELECT count(*) FROM people_person").fetchone()
        refused = leeward("restore", made[0], "--key", key, "--replace", home=home)
    assert refused.returncode == 1
    assert "is in use. Stop Leeward first" in refused.stderr
    assert list(home.glob("*.before-*")) == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "Name the folder and the key"),
        (("--to", "/nowhere/at/all", "--key", "KEY"), "is no folder"),
        (("--to", ".", "--key", "/nowhere/key"), "cannot be read"),
        (("--new-key", "KEY"), "exists already. A key is never overwritten"),
        (("--to", ".", "--key", "KEY", "--keep", "0"), "--keep wants at least 1"),
    ],
)
def test_what_is_typed_wrongly_is_said(home, key, arguments, says):
    done = leeward("backup", *[str(key) if each == "KEY" else each for each in arguments], home=home)
    assert done.returncode == 1
    assert says in done.stderr


@pytest.mark.parametrize("name", ["../escaped", "/escaped", "other"])
def test_an_archive_that_holds_anything_else_is_refused(tmp_path, name):
    new_key(tmp_path / "key")
    key = read_key(tmp_path / "key")
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        entry = tarfile.TarInfo(name)
        entry.size = 1
        tar.addfile(entry, io.BytesIO(b"x"))
    (tmp_path / "evil").write_bytes(pyrage.encrypt(packed.getvalue(), [key.to_public()]))
    (tmp_path / "into").mkdir()
    with pytest.raises(CannotKeep, match="holds no backup of Leeward"):
        unseal(tmp_path / "evil", tmp_path / "into", key=key)
    assert list((tmp_path / "into").iterdir()) == []


def test_a_disk_without_room_leaves_no_half_backup(tmp_path, monkeypatch):
    new_key(tmp_path / "key")
    (tmp_path / "gathered").mkdir()
    (tmp_path / "gathered" / "manifest.json").write_text("{}")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pyrage, "encrypt_io", full)
    with pytest.raises(CannotKeep, match="No space left on device"):
        seal(tmp_path / "gathered", tmp_path / "b.leeward.age", key=read_key(tmp_path / "key"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["gathered", "key"]


def test_a_key_that_is_not_there_is_asked_for_and_none_is_offered_to_be_drawn(made, tmp_path):
    refused = leeward("restore", made[0], "--key", tmp_path / "none", home=tmp_path / "other")
    assert refused.returncode != 0
    assert "drawn for this backup" in refused.stderr
    assert "--new-key" not in refused.stderr


def test_retain_makes_no_tables_where_there_are_none(tmp_path):
    refused = leeward("retain", home=tmp_path / "empty")
    assert refused.returncode != 0
    assert "Run `leeward serve` once, then retain" in refused.stderr
    with closing(sqlite3.connect(tmp_path / "empty" / "leeward.sqlite3")) as file:
        assert not file.execute("SELECT name FROM sqlite_master").fetchall()
