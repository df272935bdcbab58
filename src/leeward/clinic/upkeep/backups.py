"""When the records were last backed up, as `leeward backup` says in a file beside them."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from leeward.clinic.infusions.tiles import ago
from leeward.clinic.upkeep.lines import Line

TOLD: Final = "last-backup.json"  # {"at": ISO 8601, "verified": true or false}; written by `leeward backup`
OLD_AFTER: Final = timedelta(hours=26)  # one a day, and two hours for a slow night
DO: Final = "Run `leeward backup` now and see to its timer (docs/how-to/run-a-clinic.md, Backups)."


def backup_line(home: Path, *, now: datetime) -> Line:
    """Say how old the last backup is and whether it was tried by restoring it."""
    try:
        told = json.loads((home / TOLD).read_text(encoding="utf-8"))
        at, is_verified = datetime.fromisoformat(told["at"]), bool(told.get("verified"))
    except (OSError, ValueError, KeyError, TypeError):
        return Line(title="Backup", says="No backup is known here.", kind="warn", do=DO)
    is_old = now - at > OLD_AFTER
    says = "restored and compared" if is_verified else "written, and never tried by restoring it"
    kind = "high" if is_old else "ok" if is_verified else "warn"
    return Line(
        title="Backup", says=says, kind=kind, age=ago((now - at).total_seconds()), do=DO if kind != "ok" else ""
    )
