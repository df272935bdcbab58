"""leeward backup: copy the records while they are in use, encrypt the copy, and try it by restoring it."""

import argparse
import hashlib
import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from leeward import __version__
from leeward.cli.project import CannotOpenClinic, set_up_django, take_time

if TYPE_CHECKING:
    from leeward.clinic.keeping.archive import Manifest

ENDING: Final = ".leeward.age"
TOLD_OF_SECRET: Final = 12


class CannotBackUp(Exception):
    """Why there is no backup, and what to do."""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser("backup", help="copy, encrypt and try the records", description=__doc__)
    parser.add_argument("--to", type=Path, metavar="FOLDER", help="where the backup is written: best on another disk")
    parser.add_argument("--key", type=Path, metavar="FILE", help="the key that opens it (see --new-key)")
    parser.add_argument("--new-key", type=Path, metavar="FILE", help="only draw a key; keep a copy in another place")
    parser.add_argument("--keep", type=int, metavar="N", help="remove older backups of this folder beyond N")
    parser.set_defaults(run=run, refusals=(CannotBackUp, CannotOpenClinic))


def run(arguments: argparse.Namespace) -> int:
    """Make one backup and try it; return 0 only when it was restored and verified."""
    if arguments.keep is not None and arguments.keep < 1:
        raise CannotBackUp("--keep wants at least 1.")
    if not arguments.new_key and not (arguments.to and arguments.key):
        raise CannotBackUp(
            "Name the folder and the key: leeward backup --to /mnt/backups --key /etc/leeward/backup.key. "
            "A key is drawn once, by leeward backup --new-key /etc/leeward/backup.key"
        )
    set_up_django()
    take_time()
    from leeward.clinic.keeping.archive import CannotKeep, new_key

    try:
        if arguments.new_key:
            print(f"Drawn: {arguments.new_key} (public half {new_key(arguments.new_key)}).")
            print("Keep a copy of that file in another place: without it no backup can be opened.")
            return 0
        return _back_up(arguments.to, arguments.key, keep=arguments.keep)
    except CannotKeep as why:
        raise CannotBackUp(str(why)) from None


def _back_up(folder: Path, key_file: Path, *, keep: int | None) -> int:
    from django.conf import settings

    from leeward.clinic.keeping.archive import read_key, seal, unseal
    from leeward.clinic.keeping.trial import tried

    if not folder.is_dir():
        raise CannotBackUp(f"{folder} is no folder. Make it, or name another with --to.")
    key, at = read_key(key_file), datetime.now(UTC)
    into = folder / f"{at:%Y-%m-%dT%H%M%SZ}{ENDING}"
    database = settings.DATABASES["default"]
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=settings.HOME) as gathered:
        manifest = _gather(Path(gathered), at=at)
        seal(Path(gathered), into, key=key)
    with tempfile.TemporaryDirectory(prefix=".trial-", dir=settings.HOME) as opened:
        trial = tried(Path(opened), unseal(into, Path(opened), key=key), database)
    _tell(settings.HOME, at=at, file=into, is_verified=not trial.wrong)
    size = into.stat().st_size / 1e6
    print(f"{into}: {size:.1f} MB, {sum(manifest.rows.values()):,} rows in {len(manifest.rows)} tables.")
    if trial.wrong:
        print(trial.wrong)
        return 1
    print("Restored beside the records, counted, and verified: the backup holds what the records hold.")
    if trial.unverified:
        print(f"In the records themselves {trial.unverified} things do not verify: `leeward verify` names them.")
    for old in sorted(folder.glob(f"*{ENDING}"))[: -keep if keep else 0]:
        old.unlink()
        print(f"Removed {old.name}: {keep} are kept.")
    return 0


def _gather(folder: Path, *, at: datetime) -> "Manifest":
    """Put everything that a backup holds into one folder."""
    from django.conf import settings
    from django.db import connection

    from leeward.clinic.keeping import archive, copying, tables

    rows = tables.counts("default")
    if not rows:
        raise CannotBackUp("The database holds no records yet: start the clinic once with `leeward serve`.")
    copying.copy_out(settings.DATABASES["default"], folder / archive.DATABASE)
    own = settings.HOME / "secret"
    if own.exists():
        (folder / archive.SIGNING).write_bytes(own.read_bytes())
    manifest = archive.Manifest(
        leeward=__version__,
        at=at.isoformat(),
        vendor=connection.vendor,
        rows=rows,
        secret_told="" if own.exists() else fingerprint(settings.SECRET_KEY),
    )
    archive.write_manifest(folder, manifest)
    return manifest


def fingerprint(secret: str) -> str:
    """Return what may be told of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()[:TOLD_OF_SECRET]


def _tell(home: Path, *, at: datetime, file: Path, is_verified: bool) -> None:
    """Leave word for the status page."""
    from leeward.clinic.upkeep.backups import TOLD

    told = {"at": at.isoformat(), "file": file.name, "verified": is_verified}
    part = home / f"{TOLD}.part"
    part.write_text(json.dumps(told), "utf-8")
    part.replace(home / TOLD)
