"""The synthetic clinic: its people, its running infusion, and the processes that serve it."""

import os
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from leeward.cli.processes import CannotServe, Child, supervise
from leeward.cli.project import DEMO_MARK, CannotOpenClinic, open_clinic
from leeward.cli.serve import environment, forget_counts, gateway, pages, stream, worker

REPOSITORY: Final = Path(__file__).resolve().parents[3]
HOME: Final = "LEEWARD_HOME"
OWN_HOME: Final = REPOSITORY / "var" / "demo"
STORY_H: Final = 2
ROOM_NEEDED: Final = 200_000_000  # bytes
LOOK: Final = (
    ("the chairside page of the running infusion", "nurse", "Chairs, then chair 1"),
    ("a plan with its options and chances", "prescriber", "People, Esempio, then Plan"),
    ("an assessment that asks and one that bars", "nurse", "People, Exempel or Voorbeeld, then Assessment"),
    ("a course with its scores, and its report", "therapist", "People, Muster, then Outcomes"),
    ("a response, and how it was lost", "director", "People, Minta, then Outcomes, Trajectory; in a few minutes"),
    ("whether forecasts held", "director", "People, Minta, then Outcomes, Forecast, Whether forecasts held"),
)


def run(*, port: int, hub_port: int, gateway_port: int, afresh: bool) -> int:
    """Fill the clinic where it is empty, make sure that an infusion runs, and serve until stopped."""
    home = Path(os.environ.get(HOME, OWN_HOME))
    refuse_real(home)
    _make_room(home, afresh=afresh)
    os.environ[HOME] = str(home)
    os.environ.setdefault("LEEWARD_TIME_ZONE", zone_of_day(datetime.now(UTC)))
    os.environ.setdefault("LEEWARD_CLINIC", "Leeward demonstration")
    os.environ.setdefault("LEEWARD_PUBLIC_URL", f"http://127.0.0.1:{port}")
    open_clinic()
    from leeward.cli import demo_people  # only now: it needs the project loaded

    forget_counts()
    print("Filling the synthetic clinic ...", flush=True)
    demo_people.ready(now=datetime.now(UTC))
    _say(port, demo_people.ACCOUNTS, demo_people.PASSWORD)
    children = (
        pages(port),
        stream(hub_port),
        worker(),
        gateway(gateway_port),
        Child("bedside", ("leeward.cli", "bedside", "--port", str(gateway_port))),
    )
    return supervise(children, environment=environment(port=port, hub_port=hub_port))


def zone_of_day(now: datetime) -> str:
    """Return a time zone in which the whole story of the running infusion lies on one day: an order holds for a day."""
    return "UTC" if now.hour >= STORY_H else "America/New_York"


def refuse_real(home: Path) -> None:
    """Raise CannotServe for a folder with records that no demonstration made: none is filled or thrown away."""
    if home != OWN_HOME and (home / "leeward.sqlite3").exists() and not (home / DEMO_MARK).exists():
        raise CannotServe(
            f"{home} holds records that are not the demonstration's. Leave LEEWARD_HOME unset, or name an empty folder."
        )


def _make_room(home: Path, *, afresh: bool) -> None:
    try:
        if afresh and home.exists():
            shutil.rmtree(home)
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        (home / DEMO_MARK).touch()
    except OSError as why:
        raise CannotOpenClinic(
            f"{home} cannot be written ({why.strerror}). Set LEEWARD_HOME to a folder that can."
        ) from None
    if shutil.disk_usage(home).free < ROOM_NEEDED:
        raise CannotServe(f"The disk that holds {home} is nearly full. Free 200 MB, then start again.")


def _say(port: int, accounts: tuple[tuple[str, str], ...], password: str) -> None:
    print(f"\nLeeward's synthetic clinic: http://127.0.0.1:{port}/\n")
    print(f"  Everyone's password is {password}")
    for username, role in accounts:
        print(f"  {username:<12} {role}")
    print("\nLook first at:")
    for what, who, where in LOOK:
        print(f"  {what}: sign in as {who}; {where}")
    print(
        "\nAll people and readings are made up. Stop with Ctrl-C; the records stay. --reset starts afresh.", flush=True
    )
    sys.stdout.flush()
