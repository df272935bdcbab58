"""The tree keeps its words: no drawers, every rule listed, no registry's address in the repository."""

import importlib
import pkgutil
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "leeward"
DRAWERS = {
    "base", "common", "core", "data", "handler", "handlers", "helper", "helpers", "info", "manager", "managers",
    "misc", "processor", "service", "services", "util", "utils",
}  # fmt: skip
# Django looks for a database engine in its package's `base`.
DJANGO_LOADS = (("audit", "backend", "base.py"), ("audit", "postgresql", "base.py"))
# Written in two parts so that this file does not name them either.
REGISTRY_HOSTS = tuple(
    name + "." + end
    for name, end in (
        ("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"), ("anaconda", "org"),
        ("crates", "io"), ("jsdelivr", "net"), ("unpkg", "com"), ("cdnjs", "com"),
    )
)  # fmt: skip


def tracked_files():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def test_no_room_and_no_file_is_a_drawer():
    drawers = [
        str(path.relative_to(ROOT))
        for path in SOURCE.rglob("*")
        if path.suffix in {"", ".py"} and path.stem.lower() in DRAWERS and not _named_by_django(path)
    ]
    assert not drawers, drawers


def _named_by_django(path):
    return "migrations" in path.parts or path.parts[-3:] in DJANGO_LOADS


def test_every_module_says_in_one_line_what_it_is():
    silent = [
        str(path.relative_to(ROOT))
        for path in SOURCE.rglob("*.py")
        if "migrations" not in path.parts
        and path.read_text().strip()
        and not path.read_text().startswith(('"""', 'r"""'))
    ]
    assert not silent, silent


def test_every_rule_is_listed():
    rules = importlib.import_module("leeward.assessment.rules")
    rule = importlib.import_module("leeward.assessment.rule").Rule
    written = {
        value.key
        for module in pkgutil.walk_packages(rules.__path__, rules.__name__ + ".")
        for value in _flat(vars(importlib.import_module(module.name)).values())
        if isinstance(value, rule)
    }
    listed = [one.key for one in rules.EVERY]
    assert set(listed) == written
    assert len(listed) == len(set(listed))


def _flat(values):
    for value in values:
        if isinstance(value, tuple):
            yield from value
        else:
            yield value


def test_no_registry_is_named_in_a_tracked_file():
    named = [
        f"{path.relative_to(ROOT)}: {host}"
        for path in tracked_files()
        for host in REGISTRY_HOSTS
        if host.encode() in path.read_bytes()
    ]
    assert not named, named


def test_the_locks_pin_by_hash_and_name_no_index():
    for name in ("lock.txt", "lock-test.txt", "lock-bench.txt"):
        text = (ROOT / name).read_text()
        assert not re.search(r"https?://|--(extra-)?index-url|--find-links|--trusted-host", text), name
        pinned = re.findall(r"^[A-Za-z0-9_.-]+(?:\[.*\])?==", text, re.MULTILINE)
        assert pinned
        assert len(re.findall(r"--hash=sha256:", text)) >= len(pinned)
