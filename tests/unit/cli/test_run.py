"""`./run` installs what the locks pin: once, and never takes away a developer's tools."""

import importlib.machinery
import importlib.util
from pathlib import Path

import pytest

RUN = Path(__file__).parents[3] / "run"


@pytest.fixture
def project(tmp_path, monkeypatch):
    """The script, in a folder with two locks; `synced` holds what it installs."""
    loader = importlib.machinery.SourceFileLoader("leeward_run", str(RUN))
    script = importlib.util.module_from_spec(importlib.util.spec_from_loader("leeward_run", loader))
    loader.exec_module(script)
    for lock in ("lock.txt", "lock-test.txt"):
        (tmp_path / lock).write_text("first")
    (tmp_path / ".venv").mkdir()
    script.synced, script.really_install_packages = [], script.install_packages
    monkeypatch.setattr(script, "ROOT", tmp_path)
    monkeypatch.setattr(script, "VENVS", dict.fromkeys(("lock.txt", "lock-test.txt"), tmp_path / ".venv"))
    monkeypatch.setattr(script, "install_packages", lambda _venv, lock: script.synced.append(lock))
    monkeypatch.setattr(script, "compile_kernels", lambda _venv: None)
    return script


def test_what_is_installed_is_not_installed_again(project):
    for _ in range(2):
        project.install("lock.txt")
    assert project.synced == ["lock.txt"]


def test_the_test_tools_serve_the_product_too(project):
    project.install("lock-test.txt")
    project.install("lock.txt")
    assert project.synced == ["lock-test.txt"]


def test_a_changed_test_lock_brings_its_tools_again_and_never_drops_them(project):
    project.install("lock-test.txt")
    (project.ROOT / "lock-test.txt").write_text("second")
    project.install("lock.txt")
    project.install("lock-test.txt")
    assert project.synced == ["lock-test.txt", "lock-test.txt"]


def test_the_first_tests_bring_the_tools_into_a_users_environment(project):
    project.install("lock.txt")
    project.install("lock-test.txt")
    assert project.synced == ["lock.txt", "lock-test.txt"]


def test_an_installation_that_broke_off_is_done_again_even_for_the_former_lock(project, monkeypatch):
    project.install("lock-test.txt")
    with monkeypatch.context() as patch:
        (project.ROOT / "lock-test.txt").write_text("second")
        patch.setattr(project, "install_packages", project.really_install_packages)
        patch.setattr(project, "make_venv", lambda _venv: None)
        patch.setattr(project, "call", lambda *_command, **_options: (1, "no index"))
        with pytest.raises(project.CannotRun, match="no index"):
            project.install("lock.txt")
    (project.ROOT / "lock-test.txt").write_text("first")
    project.install("lock.txt")
    assert project.synced == ["lock-test.txt", "lock-test.txt"]


def test_what_is_being_prepared_is_told_apart_from_what_is_printed(project, capsys):
    project.tell("Installing ...")
    assert capsys.readouterr() == ("", "Installing ...\n")
