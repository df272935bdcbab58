"""Try a backup by restoring it beside the records, and compute every stored decision there again."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode
from uuid import uuid4

from leeward.clinic.audit.triggers import only_grows, recorded_models
from leeward.clinic.keeping import copying
from leeward.clinic.keeping.archive import DATABASE, SIGNING, CannotKeep, Manifest

TRIAL: Final = "leeward_trial_"
LIMIT_S: Final = 60 * 60
TOLD_AT_MOST: Final = 2_000  # characters
MOST_SHOWN: Final = 8
COUNTED: Final = r" \(\d+ rows\)$"
OPEN: Final = "from leeward.cli.project import open_clinic; open_clinic()"
COUNT_ROWS: Final = (
    "import json, django; django.setup(); from leeward.clinic.keeping.tables import counts; "
    "print(json.dumps(counts('default')))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What restoring a backup showed: what is wrong with it, and how much the records themselves leave unverified."""

    wrong: str = ""
    unverified: int = 0


def tried(folder: Path, manifest: Manifest, settings: Mapping[str, Any]) -> Trial:
    """Restore what the folder holds, verify it and count it."""
    with _restored(folder, manifest, settings) as environment:
        opened = _python(["-c", OPEN], environment)  # brings the copy, and only that, to this version's tables
        if opened.returncode:
            return Trial(wrong="What was restored cannot be opened:\n" + opened.stderr.strip()[-TOLD_AT_MOST:])
        disagreeing = _disagreeing(environment)
        counted = _python(["-c", COUNT_ROWS], environment)
    if counted.returncode:
        return Trial(wrong="What was restored could not be counted:\n" + counted.stderr.strip()[-TOLD_AT_MOST:])
    added = sorted(disagreeing - _disagreeing(dict(os.environ))) if disagreeing else []
    if added:
        return Trial(wrong="What was restored does not verify, and the records do: " + "; ".join(added[:MOST_SHOWN]))
    wrong = _compared(manifest.rows, json.loads(counted.stdout.strip().splitlines()[-1]))
    return Trial(wrong=wrong, unverified=len(disagreeing))


def _disagreeing(environment: Mapping[str, str]) -> set[str]:
    """Return which stored things do not verify in the Leeward of an environment."""
    verified = _python(["-m", "leeward.cli", "verify", "--json"], environment)
    try:
        told = json.loads(verified.stdout)
    except ValueError:
        return {f"leeward verify could not run: {(verified.stderr or verified.stdout).strip()[-TOLD_AT_MOST:]}"}
    return {
        f"{each['kind']} {re.sub(COUNTED, '', each['key'])}"
        for each in told["decisions"]
        if each["differences"] or each["trouble"]
    }


def _compared(rows: Mapping[str, int], found: Mapping[str, int]) -> str:
    # The copy is of a later instant than the count: what only grows may hold more; other tables may hold fewer by some.
    grows = {model._meta.db_table for model in recorded_models() if only_grows(model)}
    fewer = [f"{table}: {found.get(table, 0)} of {rows[table]}" for table in sorted(grows & rows.keys())
             if found.get(table, 0) < rows[table]]  # fmt: skip
    return "Rows are missing from what was restored: " + ", ".join(fewer) if fewer else ""


@contextmanager
def _restored(folder: Path, manifest: Manifest, settings: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """Put the copy in a place of its own; yield the environment in which Leeward works there."""
    home = folder / "trial"
    home.mkdir(mode=0o700)
    environment = {**os.environ, "LEEWARD_HOME": str(home), "LEEWARD_DATABASE_URL": ""}
    if (folder / SIGNING).exists():
        (home / "secret").write_bytes((folder / SIGNING).read_bytes())
    if manifest.vendor == "sqlite":
        copying.copy_in(folder / DATABASE, {"ENGINE": "sqlite", "NAME": home / "leeward.sqlite3"})
        if wrong := copying.is_sound(home / "leeward.sqlite3"):
            raise CannotKeep(f"The copy is damaged: {wrong}.")
        yield environment
        return
    trial = {**settings, "NAME": f"{TRIAL}{uuid4().hex[:12]}"}
    with _made(settings, trial["NAME"]):
        copying.copy_in(folder / DATABASE, trial)
        yield {**environment, "LEEWARD_DATABASE_URL": address(trial)}


@contextmanager
def _made(settings: Mapping[str, Any], name: str) -> Iterator[None]:
    """Make a database beside the records' own, and remove it again."""
    import psycopg
    from psycopg import sql

    with psycopg.connect(address(settings), autocommit=True) as connection:
        try:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        except psycopg.errors.InsufficientPrivilege:
            raise CannotKeep(
                f"The backup was written and could not be tried: the role {settings.get('USER') or 'of Leeward'} may "
                "make no database to restore it into. Give it the right (ALTER ROLE ... CREATEDB)."
            ) from None
        try:
            yield
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def address(settings: Mapping[str, Any]) -> str:
    """Return the settings of a PostgreSQL as an address for LEEWARD_DATABASE_URL."""
    names = {"HOST": "host", "PORT": "port", "USER": "user", "PASSWORD": "password"}
    told = {word: str(settings[name]) for name, word in names.items() if settings.get(name)}
    return f"postgresql:///{settings['NAME']}?{urlencode(told)}"


def _python(arguments: list[str], environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own modules
        [sys.executable, *arguments],
        env=dict(environment),
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
