"""leeward doctor: is this machine fit to keep a clinic's records?"""

import argparse
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from leeward.cli import database_findings
from leeward.cli.project import CannotOpenClinic, database_told, set_up_django


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it is well, and what to do if it is not."""

    well: bool
    says: str


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser("doctor", help="check this machine and its database", description=__doc__)
    parser.set_defaults(run=run, refusals=(CannotOpenClinic,))


def run(_arguments: argparse.Namespace) -> int:
    """Print each finding; return 1 where one is not well."""
    set_up_django()
    with database_told():
        findings = tuple(examine())
    for finding in findings:
        print(f"{'ok ' if finding.well else 'NOT'} {finding.says}")
    return 0 if all(finding.well for finding in findings) else 1


def examine() -> Iterator[Finding]:
    """Look at Python, the database, the disk, the schema, the audit's triggers and how patients are written to."""
    from django.conf import settings
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    from django.utils import timezone

    from leeward.clinic.audit.triggers import missing_triggers
    from leeward.clinic.messaging import readiness
    from leeward.clinic.protocols.queries import in_force

    yield Finding(sys.version_info >= (3, 11), f"Python {sys.version.split()[0]} (3.11 or newer)")
    for well, says in database_findings.findings():
        yield Finding(well, says)
    disk = shutil.disk_usage(settings.HOME)
    enough = disk.free >= settings.LEAST_FREE * disk.total
    yield Finding(enough, f"{disk.free / 1e9:.0f} GB free at {settings.HOME} ({settings.LEAST_FREE:.0%} or more)")
    executor = MigrationExecutor(connection)
    behind = executor.migration_plan(executor.loader.graph.leaf_nodes())
    yield Finding(not behind, "the database has this version's tables" if not behind else "run `leeward upgrade` once")
    missing = missing_triggers(connection)
    says = "every table is audited by triggers" if not missing else f"tables without audit: {', '.join(missing)}"
    yield Finding(not missing, says)
    for well, says in readiness.findings():
        yield Finding(well, says)
    if not behind:
        protocol = in_force(timezone.now())
        yield Finding(protocol.is_signed, protocol.says)
