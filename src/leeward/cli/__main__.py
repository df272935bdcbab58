"""The commands of leeward; each is a file of this folder."""

import argparse
import os
import sys
from collections.abc import Sequence

from leeward import __version__
from leeward.cli import (
    assess,
    backup,
    bedside,
    course,
    demo,
    doctor,
    gateway,
    hub,
    medicines,
    migrate,
    models,
    reference,
    replay,
    restore,
    retain,
    schema,
    score,
    serve,
    simulate,
    sources,
    staff,
    upgrade,
    validate,
    verify,
    web,
    worker,
)

COMMANDS = (
    *(assess, course, demo, medicines, score, simulate, models),
    *(serve, web, hub, gateway, worker, bedside, replay, staff, doctor, upgrade, verify),
    *(backup, restore, migrate, retain),
    *(reference, schema, sources, validate),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit status (0 done, 1 refused, 2 typed wrongly or beyond a model)."""
    parser = argparse.ArgumentParser(
        prog="leeward",
        description="Ketamine infusion therapy for PTSD: assess, propose, prepare, watch, discharge, track. "
        "It advises and records; clinicians decide; it never drives a pump.",
    )
    parser.add_argument("--version", action="version", version=f"leeward {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in COMMANDS:
        command.add(commands)
    chosen = parser.parse_args(arguments)
    try:
        return int(chosen.run(chosen))
    except chosen.refusals as why:
        print(why, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # whoever read us, such as `head`, has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141


if __name__ == "__main__":
    sys.exit(main())
