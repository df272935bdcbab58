"""Who receives the readings: the product's gateway, the bare prototype, and the peers."""

import shutil
from pathlib import Path

from benchmarks.load_process import PEERS, PYTHON, Server
from benchmarks.load_round import Contestant, in_clinic
from benchmarks.load_work import Work


def gateway(wire: str) -> Contestant:
    """Return the product: the real gateway on a clinic of its own."""

    def starts(home: Path, work: Work) -> Server:
        seeded = home.parent / f"clinic-{wire}-{work.beds}"
        if not seeded.exists():
            command = [PYTHON, "-m", "benchmarks.load_clinic", "seed", "--beds", str(work.beds), "--wire", wire]
            in_clinic(command, seeded)
        shutil.copytree(seeded, home, dirs_exist_ok=True)
        in_clinic([PYTHON, "-m", "benchmarks.load_clinic", "touch"], home)
        command = [str(PYTHON), "-m", "leeward.cli", "gateway", "--port", "0", "--json-port", "0"]
        said = {"hl7": "listens for monitors on", "json": "listens for JSON lines on"}[wire]
        return Server(command, environment={"LEEWARD_HOME": str(home)}, log=home / "gateway.log", says=said)

    return Contestant(name="leeward gateway", wire=wire, starts=starts, is_clinic=True)


def prototype(wire: str) -> Contestant:
    """Return the bare prototype."""

    def starts(folder: Path, _work: Work) -> Server:
        command = [str(PYTHON), "-m", "benchmarks.load_prototype", "--wire", wire]
        command += ["--database", str(folder / "readings.sqlite3")]
        return Server(command, environment={}, log=folder / "prototype.log")

    return Contestant(name="bare prototype", wire=wire, starts=starts)


def peer(name: str, module: str, wire: str) -> Contestant:
    """Return a peer; what it alone needs is found in the benchmarks' own environment."""

    def starts(folder: Path, _work: Work) -> Server:
        command = [str(PYTHON), "-m", f"benchmarks.peers.{module}", "--database", str(folder / "readings.sqlite3")]
        return Server(command, environment={"PYTHONPATH": str(PEERS)}, log=folder / f"{module}.log")

    return Contestant(name=name, wire=wire, starts=starts)
