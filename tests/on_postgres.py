"""Run pytest with the records in a PostgreSQL of its own: `python tests/on_postgres.py [PYTEST OPTIONS]`.

Its commits do not wait for the disk: what is looked for is what the two databases do otherwise. The tests that pull
plugs (tests/storage) start careful ones of their own.
"""

import os
import signal
import subprocess
import sys

import postgres

TEMPLATE = "leeward_template"  # migrated once; every worker's database begins as a copy of it
SUITES = ("tests/clinic", "tests/storage")
THREE_AT_ONCE = ("-q", "-n", "3", "--dist", "loadfile", "--no-loadscope-reorder")  # in the order of tests/conftest.py


def main(arguments: list[str]) -> int:
    """Start the server, make the template, and hand over to pytest."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with postgres.running(is_careful=False) as cluster:
            environment = {**os.environ, "LEEWARD_DATABASE_URL": cluster.make(TEMPLATE)}
            migrate = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
            made = subprocess.run(migrate, env={**environment, "DJANGO_SETTINGS_MODULE": "leeward.clinic.settings"})
            if made.returncode:
                return made.returncode
            environment["LEEWARD_TEST_TEMPLATE"] = TEMPLATE
            command = [sys.executable, "-m", "pytest", *(arguments or [*THREE_AT_ONCE, *SUITES])]
            return subprocess.run(command, env=environment).returncode
    except postgres.CannotStart as why:
        print(why, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
