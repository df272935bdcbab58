"""An SDC device of our own is followed: what it measures, what it says of its alarms, and that it is gone."""

import asyncio
import importlib
import logging
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from leeward.devices import sdc
from leeward.devices.port import CannotTake, DeviceMessage, Known, Receipt, Unreadable
from leeward.infusion.vitals import GenerationMode, Validity, VitalKind

pytest.importorskip("sdc11073", reason="the extra sdc is not installed")
MDIB = Path(__file__).parents[1] / "data" / "sdc_monitor.xml"


class Keeper:
    """A sink in memory that cannot keep the first messages."""

    def __init__(self, *troubles: Exception) -> None:
        self.taken: list[DeviceMessage] = []
        self.troubles = list(troubles)

    async def take(self, message: DeviceMessage) -> Receipt:
        if self.troubles:
            raise self.troubles.pop()
        self.taken.append(message)
        return Receipt(message_id=message.message_id, new=len(message.rows))

    async def set_aside(self, what: Unreadable) -> None:
        raise AssertionError(what)

    def rows(self, kind: VitalKind) -> list[tuple[float | None, Validity, GenerationMode]]:
        return [(r.value, r.validity, r.mode) for message in self.taken for r in message.rows if r.kind is kind]


class Book:
    """A register of one device at one address."""

    def __init__(self, mode: GenerationMode) -> None:
        self.mode = mode

    def who(self, device_id: str, peer: str, _: str | None) -> Known | str:
        if (device_id, peer) == ("sdc-1", "127.0.0.1"):
            return Known(device_id=device_id, mode=self.mode)
        return f"The device {device_id} is not on the register."


def book(mode: GenerationMode) -> Callable[[], Book]:
    made = Book(mode)
    return lambda: made


class Undiscovered:
    """Stands where the provider would announce itself."""

    active_address = "127.0.0.1"

    def publish_service(self, *_: object) -> None: ...

    def clear_service(self, *_: object) -> None: ...


class Monitor:
    """The provider: a monitor that measures what it is told to."""

    def __init__(self, tls: Any = None) -> None:
        from sdc11073.definitions_sdc import SdcV1Definitions
        from sdc11073.mdib.providermdib import ProviderMdib
        from sdc11073.provider.providerimpl import SdcProvider, provider_components_sync_factory
        from sdc11073.xml_types.dpws_types import ThisDeviceType, ThisModelType

        self.mdib = ProviderMdib.from_mdib_file(MDIB, protocol_definition=SdcV1Definitions)
        self.provider = SdcProvider(
            Undiscovered(),  # type: ignore[arg-type]
            ThisModelType(manufacturer="Leeward's tests", model_name="Monitor"),
            ThisDeviceType(friendly_name="Monitor", serial_number="1"),
            self.mdib,
            epr=uuid4(),
            ssl_context_container=tls,
            components=provider_components_sync_factory(),
        )
        self.provider.start_all(start_rtsample_loop=False)

    @property
    def url(self) -> str:
        return str(self.provider.get_xaddrs()[0])

    def measure(self, handle: str, value: float | None, *, validity: str = "Vld", mode: str = "Real") -> None:
        from sdc11073.xml_types import pm_types

        with self.mdib.metric_state_transaction() as transaction:
            state = transaction.get_state(handle)
            if state.MetricValue is None:
                state.mk_metric_value()
            state.MetricValue.Value = None if value is None else Decimal(str(value))
            state.MetricValue.MetricQuality.Validity = pm_types.MeasurementValidity(validity)
            state.MetricValue.MetricQuality.Mode = pm_types.GenerationMode(mode)

    def alarm(self, *, stands: bool) -> None:
        with self.mdib.alert_state_transaction() as transaction:
            transaction.get_state("spo2-low").Presence = stands

    def leave(self, *, says_goodbye: bool = True) -> None:
        self.provider.stop_all(send_subscription_end=says_goodbye)


@contextmanager
def quiet() -> Iterator[None]:
    """Let the library's own log rest: it tells of each socket."""
    logger = logging.getLogger("sdc")
    before, logger.disabled = logger.level, False
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)


def followed(
    story: Callable[[Monitor, sdc.Follower, Keeper], Awaitable[None]],
    keeper: Keeper | None = None,
    *,
    theirs: Any = None,
    ours: Any = None,
    **more: Any,
) -> Keeper:
    keeper = keeper or Keeper()

    async def no_wait(_: float) -> None:
        await asyncio.sleep(0)

    async def run() -> None:
        sdc.load()
        monitor = await asyncio.to_thread(Monitor, theirs)
        follower = sdc.Follower(
            keeper, url=monitor.url, device_id="sdc-1", now=lambda: datetime.now(UTC), tls=ours, sleep=no_wait, **more
        )
        stopping = asyncio.Event()
        following = asyncio.create_task(follower.follow(stopping))
        try:
            await asyncio.wait_for(until(lambda: not follower.gone_because, following), 30)
            await asyncio.wait_for(story(monitor, follower, keeper), 30)
        finally:
            stopping.set()
            await asyncio.wait_for(following, 30)
            with suppress(Exception):
                await asyncio.to_thread(monitor.leave)

    with quiet():
        asyncio.run(run())
    return keeper


async def until(holds: Callable[[], bool], following: "asyncio.Task[None] | None" = None) -> None:
    while not holds():
        if following is not None and following.done():
            following.result()
        await asyncio.sleep(0.01)


@pytest.mark.hazard("H28 what the device itself doubts is not taken for physiology")
def test_what_it_measures_comes_with_its_doubts_its_unit_and_how_it_was_made():
    async def story(monitor: Monitor, _: sdc.Follower, keeper: Keeper) -> None:
        for handle, value, words in [
            ("hr", 72, {}), ("hr", 71, {"validity": "Ong"}), ("hr", None, {"validity": "Inv"}),
            ("hr", 70, {"validity": "Qst"}), ("hr", 69, {"mode": "Demo"}), ("hr", 68, {"mode": "Test"}),
            ("temp", 98.6, {}), ("spo2", 300, {}), ("pvc", 3, {}), ("hr", 67, {}),
        ]:  # fmt: skip
            await asyncio.to_thread(monitor.measure, handle, value, **words)
        await until(lambda: (67.0, Validity.VALID, GenerationMode.REAL) in keeper.rows(VitalKind.HEART_RATE))

    keeper = followed(story)
    real, void = GenerationMode.REAL, Validity.INVALID
    heard = [row for row in keeper.rows(VitalKind.HEART_RATE) if row != (None, void, GenerationMode.TEST)]
    assert heard == [
        (72.0, Validity.VALID, real),
        (None, void, real),
        (None, void, real),
        (70.0, Validity.QUESTIONABLE, real),
        (69.0, Validity.VALID, GenerationMode.DEMO),
        (68.0, Validity.VALID, GenerationMode.TEST),
        (67.0, Validity.VALID, real),
    ]
    assert (37.0, Validity.VALID, real) in keeper.rows(VitalKind.TEMPERATURE)
    assert keeper.rows(VitalKind.SPO2)[-1] == (None, void, real)
    told = {sentence for message in keeper.taken for sentence in message.problems}
    assert "Heart rate: its measurement is going on." in told
    assert 'Not used: code "148065" ("pvc").' in told
    assert all(
        len({row.mode for row in message.rows} | {message.mode}) == 1 for message in keeper.taken if message.rows
    )


@pytest.mark.hazard("H17 a value that was measured is not overwritten by the next before it is read")
def test_what_comes_while_our_loop_is_busy_is_all_heard():
    """The library keeps one object for each state and writes the next report into it."""
    values = [70.0 + n for n in range(6)]

    async def story(monitor: Monitor, _: sdc.Follower, keeper: Keeper) -> None:
        for value in values:
            monitor.measure("hr", value)  # in the loop's own thread: it reads nothing until all of them were sent
        await until(lambda: (values[-1], Validity.VALID, GenerationMode.REAL) in keeper.rows(VitalKind.HEART_RATE))

    heard = [value for value, *_ in followed(story).rows(VitalKind.HEART_RATE) if value is not None]
    assert heard == values


@pytest.mark.hazard("H21 its own alarms silence none of ours")
def test_its_own_alarms_are_told_and_carry_no_value():
    async def story(monitor: Monitor, _: sdc.Follower, keeper: Keeper) -> None:
        await asyncio.to_thread(monitor.alarm, stands=True)
        await until(lambda: any(a.is_present for m in keeper.taken for a in m.alarms))
        await asyncio.to_thread(monitor.alarm, stands=False)
        await until(lambda: bool(keeper.taken[-1].alarms) and not keeper.taken[-1].alarms[0].is_present)

    keeper = followed(story, register=book(GenerationMode.DEMO))
    (told,) = [m for m in keeper.taken if any(a.is_present for a in m.alarms)]
    (alarm,) = told.alarms
    assert (alarm.code, alarm.text, alarm.priority) == ("196658", "SpO2 low", "high")
    assert (told.rows, told.mode) == ((), GenerationMode.DEMO)
    assert told.problems == ('The device\'s own alarm "SpO2 low" (high) stands.',)


@pytest.mark.hazard("H17 the device is gone and its last values pass for live")
@pytest.mark.parametrize("says_goodbye", [True, False])
def test_a_device_that_is_gone_is_said_to_be_gone(says_goodbye):
    async def story(monitor: Monitor, follower: sdc.Follower, keeper: Keeper) -> None:
        await asyncio.to_thread(monitor.measure, "hr", 72)
        await until(lambda: bool(keeper.rows(VitalKind.HEART_RATE)))
        await asyncio.to_thread(monitor.leave, says_goodbye=says_goodbye)
        await until(lambda: bool(follower.gone_because))

    followed(story, silent_s=1.0)


def test_a_report_that_could_not_be_kept_is_tried_again():
    async def story(monitor: Monitor, _: sdc.Follower, keeper: Keeper) -> None:
        await asyncio.to_thread(monitor.measure, "hr", 72)
        await until(lambda: (72.0, Validity.VALID, GenerationMode.REAL) in keeper.rows(VitalKind.HEART_RATE))

    followed(story, Keeper(*(CannotTake("The disk is full.") for _ in range(3))))


def test_the_register_caps_how_real_it_is():
    async def story(monitor: Monitor, _: sdc.Follower, keeper: Keeper) -> None:
        await asyncio.to_thread(monitor.measure, "hr", 72)
        await until(lambda: (72.0, Validity.VALID, GenerationMode.TEST) in keeper.rows(VitalKind.HEART_RATE))

    followed(story, register=book(GenerationMode.TEST))


def test_a_device_that_is_not_on_the_register_is_not_followed():
    class Nobody:
        def who(self, device_id: str, *_: object) -> str:
            return f"The device {device_id} is not on the register."

    nobody = Nobody()

    async def story(monitor: Monitor, follower: sdc.Follower, _: Keeper) -> None:
        await asyncio.to_thread(monitor.measure, "hr", 72)
        await until(lambda: "not on the register" in follower.gone_because)

    assert followed(story, register=lambda: nobody).taken == []


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An authority of our own, and two certificates that it signed."""
    folder = tmp_path_factory.mktemp("tls")

    def openssl(*words: str) -> None:
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True, timeout=60)

    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-days", "2",
            "-subj", "/CN=Clinic", "-addext", "keyUsage=critical,keyCertSign,cRLSign")  # fmt: skip
    (folder / "ext").write_text("subjectAltName=IP:127.0.0.1\nkeyUsage=digitalSignature,keyEncipherment\n")
    for name in ("monitor", "leeward"):
        openssl(
            "req",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-keyout",
            f"{name}.key",
            "-out",
            f"{name}.csr",
            "-subj",
            f"/CN={name}",
        )
        openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
                "-days", "2", "-out", f"{name}.pem", "-extfile", "ext")  # fmt: skip
    return folder


def test_it_is_followed_over_tls(certificates):
    def container(name: str) -> Any:
        return sdc.contexts(
            certificate=certificates / f"{name}.pem",
            key=certificates / f"{name}.key",
            authority=certificates / "ca.pem",
        )

    async def story(monitor: Monitor, _: sdc.Follower, keeper: Keeper) -> None:
        assert monitor.url.startswith("https://")
        await asyncio.to_thread(monitor.measure, "hr", 72)
        await until(lambda: (72.0, Validity.VALID, GenerationMode.REAL) in keeper.rows(VitalKind.HEART_RATE))

    followed(story, theirs=container("monitor"), ours=container("leeward"))


def test_certificates_that_cannot_be_read_are_told(tmp_path):
    with pytest.raises(sdc.CannotFollow, match="cannot be read"):
        sdc.contexts(certificate=tmp_path / "a", key=tmp_path / "b", authority=tmp_path / "c")


def test_a_missing_extra_is_told_in_a_sentence(monkeypatch):
    for name in [name for name in sys.modules if name.split(".")[0] == "sdc11073"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "sdc11073", None)
    with pytest.raises(sdc.CannotFollow, match=r"leeward\[sdc\]"):
        sdc.load()


def test_nothing_of_the_library_is_loaded_before_it_is_used():
    told = "import sys, leeward.devices.sdc; print(any(name.startswith('sdc11073') for name in sys.modules))"
    found = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, timeout=60, check=True)
    assert found.stdout.strip() == "False"
    assert importlib.import_module("leeward.devices.sdc") is sdc
