"""Run by test_kill_rounds in a process of its own: the real gateway and the real page, killed again and again.

Each round forks two children from a process that has everything loaded: one is the gateway (`cli.gateway.serve`, with
its socket, its intake and its watch; it forks who writes the frames), one charts at the chairs as pages do. Monitors
send and keep a ledger of what was acknowledged. Then all are killed with SIGKILL: at a random instant, together or the
gateway first, or by themselves at a named place inside the work; who writes also dies alone, and is begun again. The
next round's gateway opens the same file.
"""

import asyncio
import json
import os
import random
import signal
import socket
import sys
import threading
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from time import monotonic
from uuid import uuid4

from leeward.cli.project import open_clinic

BEDS = 6
FRESH_EVERY = 25  # rounds on one file; then all of it is verified, and the next ones begin from the clean copy
PAGE_EVERY = 10
SHUT_EVERY = 8  # before so many rounds one more gateway dies while its doors are shut
KILLED_WITHIN_S = 0.6
PAGE_EVERY_S = 0.03  # hands are slower than a loop, and monitors want to write too
LONGEST_S = 1.5  # where the place is not reached by then, it is killed at that instant
PLACES = {  # module, object, name: the child kills itself before (0) or after (1) this is called for the n-th time
    "before a batch is written": ("leeward.clinic.infusions.frames", "FrameWriter", "_keep", 0),
    "with frames written and no commit": ("leeward.clinic.infusions.frames", "FrameWriter", "_seal", 1),
    "after the commit, before any answer": ("leeward.devices.intake", "Intake", "kept", 0),
    "with an alarm half written": ("leeward.clinic.infusions.journaling", None, "record", 1),
    "after an alarm is in the journal": ("leeward.clinic.infusions.gateway_journals", "Journals", "write", 1),
}
BEFORE_THE_DOORS = ("leeward.cli.gateway_doors", "Doors", "open", 0)  # with every chair read, and nobody let in
OF_WRITER = ("before a batch is written", "with frames written and no commit")


def now():
    return datetime.now(UTC)


# --- the clinic ------------------------------------------------------------------------------------------------


def made():
    """Beds with an infusion that runs and a monitor that is paired."""
    import monitored
    import timed_out
    from cleared import clear
    from leeward.clinic.audit.actor import acting
    from leeward.clinic.infusions import actions, ingest
    from leeward.clinic.infusions.deed import Deed
    from leeward.clinic.infusions.snapshot import OrderSnapshot
    from leeward.clinic.people import actions as people
    from leeward.clinic.people.models import Person, Staff
    from leeward.clinic.people.roles import Role

    order = OrderSnapshot(
        dose_mg=35, minutes=40, dosing_weight_kg=70, dosing_weight_kind="actual", concentration_mg_per_ml=1,
        rate_ml_per_h=52.5, vtbi_ml=35, prescribed_by="prescriber", checked_by="second nurse", planned_infusions=6,
    )  # fmt: skip
    beds = []
    with acting("test"):
        for role in (Role.NURSE, Role.MEDICAL_DIRECTOR):
            people.add_staff(username=role.value, name=f"Test {role.label}", role=role, password="a long test pass")
        nurse = Staff.objects.get(username="nurse")
        director = Staff.objects.get(username="medical_director")
        for chair in range(1, BEDS + 1):
            at = now() - timedelta(minutes=2)
            person_id = people.add_person(
                family_name=f"Bed {chair}", given_names="Test", born=datetime(1985, 7, 14, tzinfo=UTC).date(),
                sex=Person.Sex.FEMALE, is_synthetic=True, at=at,
            )  # fmt: skip
            clear(Person.objects.get(pk=person_id), by=nurse, at=at)
            infusion_id = actions.plan_infusion(person_id=person_id, order=order, chair=str(chair), by=nurse, at=at)
            deed = Deed(person_id=person_id, infusion_id=infusion_id, event_id=uuid4(), by=nurse, at=at)
            timed_out.passed(deed)
            actions.start(
                Deed(person_id=person_id, infusion_id=infusion_id, event_id=uuid4(), by=nurse, at=at),
                shown_ml_per_h=52.5, shown_vtbi_ml=35.0,
            )  # fmt: skip
            device = f"kill-{chair}"
            monitored.registered(device, by=director, at=at)
            ingest.pair_device(person_id=person_id, infusion_id=infusion_id, device_id=device, by=nurse, at=at)
            beds.append((device, person_id, infusion_id))
    return beds


# --- the children ----------------------------------------------------------------------------------------------


def be_gateway(tell, place, times, is_alone):
    """Serve until killed; tell the port."""
    from leeward.cli import gateway

    def ready(port):
        # Only now: to read the chairs writes into the journal too, and the monitors are to be under way.
        if place is not None and place not in OF_WRITER:
            die_at(*PLACES[place], times, die)
        os.write(tell, b"%05d" % port)

    os.setpgid(0, 0)
    gateway.run_on_loop(gateway.serve(
        gateway.Ports(host="127.0.0.1", hl7=0), ready=ready,
        writer=lambda origin: Forked(origin, place, times, is_alone),
    ))  # fmt: skip


def be_gateway_with_shut_doors(tell):
    """Read every chair, write what a start writes, and die."""
    die_at(*BEFORE_THE_DOORS, 1, die)
    be_gateway(tell, None, 0, is_alone=True)


class Forked:
    """Who writes the frames, as `cli.gateway_writer.Writer` is, but forked: to load everything takes a second."""

    def __init__(self, origin, place, times, is_alone):
        ours, theirs = socket.socketpair()
        self._child = os.fork()
        if not self._child:
            try:
                ours.close()
                if place in OF_WRITER:
                    die_at(*PLACES[place], times, die if is_alone else die_all)
                # In a thread of its own: Django keeps connections by thread, and the gateway's are not to be used.
                writes = threading.Thread(target=be_writer, args=(Connection(theirs.detach()), origin))
                writes.start()
                writes.join()
            finally:
                os._exit(0)
        theirs.close()
        self.line = Connection(ours.detach())

    def end(self):
        self.line.close()
        os.waitpid(self._child, 0)


def be_writer(line, origin):
    """Keep what the gateway hands over until it is gone."""
    from leeward.clinic.infusions.gateway_keeper import FrameKeeper
    from leeward.clinic.infusions.keeper_apart import keep_for

    keep_for(line, FrameKeeper(now=now, origin=origin))


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def die_all():
    os.killpg(0, signal.SIGKILL)


def die_at(module, owner, name, is_after, times, dies):
    """Let this process kill itself, or its whole group, around the n-th call."""
    holder = sys.modules[module] if owner is None else getattr(__import__(module, fromlist=[owner]), owner)
    own, count = getattr(holder, name), [0]

    def dying(*arguments, **named):
        count[0] += 1
        if count[0] == times and not is_after:
            dies()
        found = own(*arguments, **named)
        if count[0] == times:
            dies()
        return found

    setattr(holder, name, dying)


def be_page(tell, beds, number):
    """Chart lines until killed; tell each that is kept."""
    from leeward.clinic.audit.actor import acting
    from leeward.clinic.infusions import charting
    from leeward.clinic.infusions.deed import Deed
    from leeward.clinic.people.models import Staff

    nurse, pause = Staff.objects.get(username="nurse"), threading.Event()
    with acting("nurse"):
        for line in range(10_000):
            _, person_id, infusion_id = beds[(number + line) % len(beds)]
            deed = Deed(person_id=person_id, infusion_id=infusion_id, event_id=uuid4(), by=nurse, at=now())
            charting.chart_row(deed, note=f"round {number} line {line}")
            os.write(tell, f"{infusion_id} round {number} line {line}\n".encode())
            pause.wait(PAGE_EVERY_S)


def forked(act, *arguments):
    """Run it in a child; return its id and what it tells."""
    hears, tells = os.pipe()
    child = os.fork()
    if child:
        os.close(tells)
        return child, hears
    status = 1
    try:
        os.close(hears)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        act(tells, *arguments)
    finally:
        os._exit(status)


# --- the monitors ----------------------------------------------------------------------------------------------


async def monitor(port, device, number, acknowledged, sent):
    """Send one message after another until the line breaks; remember what was acknowledged."""
    from leeward.devices.hl7_write import encode
    from leeward.devices.hl7v2 import read_acknowledgement
    from leeward.devices.mllp_frames import Deframer, framed
    from leeward.infusion.vitals import GenerationMode, Reading, VitalKind, name_reading

    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    deframer = Deframer()
    for place in range(100_000):
        at, message_id = now(), f"r{number}-{device}-{place}"
        readings = [
            Reading(
                reading_id=name_reading(device=device, message=message_id, place=kind.value), kind=kind,
                value=value, unit=kind.unit, at=at, received_at=at, source="monitor", device=device,
                mode=GenerationMode.DEMO,
            )
            # Every few messages a value that calls at once, so that alarms are written while it is killed.
            for kind, value in ((VitalKind.SPO2, 78.0 if place % 4 == 3 else 97.0), (VitalKind.HEART_RATE, 70.0))
        ]  # fmt: skip
        sent.append(message_id)
        writer.write(framed(encode(
            readings, message_id=message_id, device_id=device, sent_at=at, mode=GenerationMode.DEMO,
        )))  # fmt: skip
        answer = None
        while answer is None:
            piece = await reader.read(4096)
            if not piece:
                return
            for raw in deframer.feed(piece):
                answer = read_acknowledgement(raw)
        if answer.code == "AA":
            acknowledged.append((device, message_id))


async def send_until_killed(port, beds, number, kill, within_s):
    """Let all monitors send; after a random time kill. Return what was acknowledged and how much was sent."""
    acknowledged, sent = [], []
    monitors = [asyncio.create_task(monitor(port, device, number, acknowledged, sent)) for device, *_ in beds]
    everybody = asyncio.gather(*monitors, return_exceptions=True)
    with suppress(TimeoutError):
        await asyncio.wait_for(asyncio.shield(everybody), within_s)
    kill()
    await everybody
    return acknowledged, sent


# --- one round -------------------------------------------------------------------------------------------------


def one_round(number, beds, chance):
    """Serve, send, chart, kill; return what was acknowledged, what was charted, and where it was killed."""
    place = chance.choice([None, None, *PLACES])
    is_alone = chance.random() < 0.5
    gateway, hears = forked(be_gateway, place, chance.randint(1, 3), is_alone)
    told = os.read(hears, 5)
    assert told, "the gateway did not come up"
    page, charted = forked(be_page, beds, number)
    within_s = chance.uniform(0.02, KILLED_WITHIN_S) if place is None else LONGEST_S

    def kill():
        if not is_alone:
            with suppress(ProcessLookupError):
                os.killpg(gateway, signal.SIGKILL)
        for child in (gateway, page):
            os.kill(child, signal.SIGKILL)

    acknowledged, sent = asyncio.run(send_until_killed(int(told), beds, number, kill, within_s))
    for child in (gateway, page):
        os.waitpid(child, 0)
    while os.read(hears, 5):  # ends when whoever writes has ended too
        pass
    os.close(hears)
    with os.fdopen(charted) as lines:
        kept = [tuple(line.rstrip("\n").split(" ", 1)) for line in lines if line.endswith("\n")]
    return acknowledged, sent, kept, place or "at a random instant"


def die_with_shut_doors():
    """Let a gateway die between its look at the chairs and its first caller; who writes for it ends too."""
    gateway, hears = forked(be_gateway_with_shut_doors)
    assert not os.read(hears, 5), "it opened its doors"
    _, status = os.waitpid(gateway, 0)
    assert os.WIFSIGNALED(status), "the gateway did not come up"
    os.close(hears)


def missing(number, acknowledged, kept):
    """Return what was acknowledged and is not there, or is there twice."""
    from leeward.clinic.infusions.models import Frame, JournalEntry

    prefix = f"r{number}-"
    rows = Counter(Frame.objects.filter(message_id__startswith=prefix).values_list("device", "message_id"))
    wrong = [f"not there: {key}" for key in acknowledged if rows[key] < 1]
    wrong += [f"{times} times: {key}" for key, times in rows.items() if times > 1]
    texts = Counter(
        (str(infusion_id), body["text"])
        for infusion_id, body in JournalEntry.objects.filter(kind="NoteWritten").values_list("infusion_id", "body")
        if body["text"].startswith(f"round {number} ")
    )
    wrong += [f"not there: {line}" for line in kept if texts[line] < 1]
    return wrong + [f"{times} times: {line}" for line, times in texts.items() if times > 1]


def broken():
    """Return what `leeward verify` finds wrong with the journals and the chains of frames."""
    from leeward.clinic.infusions import replaying

    return [f"{one.kind} {one.key}: {one.differences} {one.trouble}" for one in replaying.replays()
            if one.differences or one.trouble]  # fmt: skip


def page_answers(beds):
    """Does the chairside page of a bed answer, in the words of a running infusion?"""
    from django.test import Client

    from leeward.clinic.audit.actor import acting
    from leeward.clinic.people.models import Staff

    client = Client(HTTP_HOST="localhost")
    with acting("nurse"):
        client.force_login(Staff.objects.get(username="nurse"))
    _, person_id, infusion_id = beds[0]
    answer = client.get(f"/people/{person_id}/infusions/{infusion_id}/")
    return answer.status_code == 200 and str(infusion_id) in answer.content.decode()


def main(rounds, seed):
    """Do the rounds and print what became of them."""
    open_clinic()
    from django.conf import settings

    import leeward.cli.gateway
    import leeward.clinic.infusions.gateway_watch  # noqa: F401 - loaded once, and forked many times

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    beds, chance = made(), random.Random(seed)  # noqa: S311 - instants, not secrets
    file = settings.DATABASES["default"]["NAME"]
    let_go()
    clean = None if os.environ.get("LEEWARD_DATABASE_URL") else copied(file)
    told = Counter()
    places, wrong, pages, began = Counter(), [], Counter(), monotonic()
    for number in range(rounds):
        if number % SHUT_EVERY == 0:
            die_with_shut_doors()
            told["doors_shut"] += 1
        acknowledged, sent, kept, place = one_round(number, beds, chance)
        places[place] += 1
        told.update(acknowledged=len(acknowledged), sent=len(sent), charted=len(kept))
        wrong += [f"round {number}, killed {place}: {one}" for one in missing(number, acknowledged, kept)]
        if number % PAGE_EVERY == 0:
            pages["answered" if page_answers(beds) else "did not answer"] += 1
        if number % FRESH_EVERY == FRESH_EVERY - 1 or number == rounds - 1:
            wrong += [f"round {number}: {one}" for one in broken()]
            told["verified"] += 1
            let_go()
            if clean is not None:
                restored(file, clean)
        let_go()
    took_s = monotonic() - began
    print(json.dumps({
        "rounds": rounds, "wrong": wrong[:20], "places": dict(places), "pages": dict(pages), **told,
        "s_per_round": round(took_s / rounds, 3),
    }))  # fmt: skip


def let_go():
    """Close every connection, those that wait in a pool too: a child must not inherit one."""
    from django.db import connection, connections

    connections.close_all()
    if connection.vendor == "postgresql":
        connection.close_pool()


def copied(file):
    """Return the whole file's bytes; nobody writes."""
    import sqlite3

    with sqlite3.connect(file) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    with open(file, "rb") as source:  # noqa: PTH123 - a path as Django names it
        return source.read()


def restored(file, content):
    for ending in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            os.unlink(f"{file}{ending}")  # noqa: PTH108
    with open(file, "wb") as target:  # noqa: PTH123
        target.write(content)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
