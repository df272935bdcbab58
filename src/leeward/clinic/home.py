"""The clinic's folder: where the database, the secret and the files live."""

import os
import secrets
import shutil
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

NOT_USABLE = (
    "The folder {home} cannot be used: {why}. Create it and give the user who runs Leeward the right to write there, "
    "or set LEEWARD_HOME to a folder that can be written."
)


def open_home(home: Path) -> Path:
    """Return the folder, made if it was missing: its owner's alone, for the records lie in it."""
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as why:
        raise ImproperlyConfigured(NOT_USABLE.format(home=home, why=why.strerror or why)) from why
    if not os.access(home, os.W_OK | os.X_OK):
        raise ImproperlyConfigured(NOT_USABLE.format(home=home, why="no right to write"))
    return home


def nearly_full(home: Path, *, least_free: float) -> str:
    """Say that less than this share of the disk is free, and what to do; empty where there is room."""
    disk = shutil.disk_usage(home)
    if disk.free >= least_free * disk.total:
        return ""
    return (
        f"The disk that holds the records is nearly full: {disk.free / disk.total:.0%} is free, {least_free:.0%} is "
        "needed. What runs goes on and is recorded; free space before another infusion begins."
    )


def secret_of(home: Path) -> str:
    """Return the clinic's secret, drawn on first use and readable by its owner only."""
    path = home / "secret"
    try:
        if not path.exists():
            _draw(path)
    except OSError as why:
        raise ImproperlyConfigured(NOT_USABLE.format(home=home, why=why.strerror or why)) from why
    secret = path.read_text().strip()
    if not secret:
        raise ImproperlyConfigured(f"The file {path} is empty. Delete it: a new secret is drawn at the next start.")
    return secret


def _draw(path: Path) -> None:
    """Put a secret in place whole or not at all: another process may start at the same instant, and the first wins."""
    part = path.with_name(f".secret-{os.getpid()}-{secrets.token_hex(4)}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(64))
    try:
        os.link(part, path)
    except FileExistsError:
        pass
    finally:
        part.unlink()
