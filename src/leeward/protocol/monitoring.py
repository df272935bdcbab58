"""How often each thing is observed, and how old a value may be before it is no longer news."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from types import MappingProxyType
from typing import Final

from leeward.evidence import Cited, Facts, assumed, cite
from leeward.evidence.sources import RIVA_POSSE_2018
from leeward.protocol.vital_kind import NIBP, VitalKind

_DEFAULT = "Design default of the safety dossier, section 4.2; no published source. The medical director signs it."
_STALE = "Design default of the safety dossier, sections 4.2 and 5.2; no published source."


class Interval(Facts):
    """How often, while infusing and in recovery."""

    nibp_infusing = assumed(
        "5 min", why="Closer than the 10 min of 684 published infusions, for the first two sessions."
    )
    nibp_established = cite("10 min", RIVA_POSSE_2018, at="blood pressure every 10 min during the infusion")
    nibp_recovery = cite("15 min", RIVA_POSSE_2018, at="blood pressure every 15 min afterwards")
    nibp_late_recovery = assumed("30 min", why=_DEFAULT)
    nibp_repeat = assumed("2 min", why="A pressure beyond a limit is measured again (sections 4.4 and 5.2).")
    early_recovery = assumed("60 min", why=_DEFAULT)
    bedside_infusing = assumed("10 min", why=_DEFAULT)
    bedside_recovery = assumed("15 min", why=_DEFAULT)
    still_infusing = assumed("5 min", why="Prompt against a pump that stopped unnoticed (hazard H30).")


class Dissociation(Facts):
    """When the CADSS is scored, counted from the start."""

    first = assumed("40 min", why="Section 4.2: the end of a 40-min infusion. That the CADSS peaks there is recalled.")
    second = assumed("60 min", why=_DEFAULT)
    third = assumed("90 min", why=_DEFAULT)
    leaving = assumed("110 min", why="Section 4.2: at discharge; so that it is fresh at the earliest time to leave.")
    early = assumed("5 min", why="A score up to 5 min before its time counts for it; operational choice.")


class Silence(Facts):
    """After how long without news a value is stale, and after how long its number is taken off the page."""

    continuous = assumed("10 s", why=_STALE)
    capnography = assumed("15 s", why=_STALE)
    nibp_grace = assumed("2 min", why=_STALE)
    scale_grace = assumed("3 min", why=_STALE)
    hidden = assumed("60 s", why="Hazard H17: numbers are removed when older than this.")
    escalates = assumed("60 s", why="Section 5.2: technical medium becomes high when infusing for longer than this.")
    temperature = assumed("240 min", why="Taken once before the start; section 4.2.")
    clock_apart = assumed("5 s", why="Hazard H19: device and server clocks may differ by this much.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing to be observed again and again; `marks` are fixed times from the start instead of an interval."""

    key: str
    label: str
    infusing: Cited | None = None
    recovery: Cited | None = None
    grace: Cited
    marks: tuple[Cited, ...] = ()


TASKS: Final = (
    Task(
        key="nibp",
        label="Blood pressure",
        infusing=Interval.nibp_infusing,
        recovery=Interval.nibp_recovery,
        grace=Silence.nibp_grace,
    ),
    Task(
        key="respiratory_rate",
        label="Respiratory rate",
        infusing=Interval.bedside_infusing,
        recovery=Interval.bedside_recovery,
        grace=Silence.nibp_grace,
    ),
    Task(
        key="moaa-s",
        label="Sedation (MOAA/S)",
        infusing=Interval.bedside_infusing,
        recovery=Interval.bedside_recovery,
        grace=Silence.scale_grace,
    ),
    Task(
        key="distress",
        label="Distress 0-10",
        infusing=Interval.bedside_infusing,
        recovery=Interval.bedside_recovery,
        grace=Silence.scale_grace,
    ),
    Task(
        key="nausea",
        label="Nausea 0-3",
        infusing=Interval.bedside_infusing,
        recovery=Interval.bedside_recovery,
        grace=Silence.scale_grace,
    ),
    Task(
        key="cadss-6",
        label="Dissociation (CADSS-6)",
        marks=(Dissociation.first, Dissociation.second, Dissociation.third, Dissociation.leaving),
        grace=Silence.scale_grace,
    ),
    Task(
        key="aldrete",
        label="Discharge scores (Aldrete, PADSS)",
        marks=(Dissociation.leaving,),
        grace=Silence.scale_grace,
    ),
    Task(
        key="still-infusing",
        label="Is the pump still infusing?",
        infusing=Interval.still_infusing,
        grace=Silence.nibp_grace,
    ),
)


def span(fact: Cited) -> timedelta:
    """Return a cited duration as a timedelta."""
    return timedelta(minutes=fact.to("min"))


@cache
def _patience(cuff_every: timedelta) -> Mapping[VitalKind, timedelta]:
    """Return it by the cuff's interval, which is all that changes in the course of an infusion."""
    still = {kind: MONITORING.stale_after(kind, infusing=True) for kind in VitalKind if kind not in NIBP}
    return MappingProxyType({**still, **dict.fromkeys(NIBP, cuff_every + _GRACE)})


# Asked for at every reading of every second, so each is worked out once.
_CLOCK_APART: Final = span(Silence.clock_apart)
_HIDDEN_AFTER: Final = span(Silence.hidden) - span(Silence.continuous)
_ESCALATES: Final = span(Silence.escalates)
_EARLY: Final = span(Interval.early_recovery)
_LATE: Final = span(Interval.nibp_late_recovery)
_GRACE: Final = span(Silence.nibp_grace)
_TEMPERATURE: Final = span(Silence.temperature)
_CAPNOGRAPHY: Final = span(Silence.capnography)
_CONTINUOUS: Final = span(Silence.continuous)
_COUNTED: Final = {True: span(Interval.bedside_infusing) + _GRACE, False: span(Interval.bedside_recovery) + _GRACE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitoring:
    """The clinic's schedule of observations."""

    tasks: tuple[Task, ...] = TASKS
    nibp_infusing: Cited = Interval.nibp_infusing
    nibp_recovery: Cited = Interval.nibp_recovery
    expected: tuple[VitalKind, ...] = (VitalKind.SPO2, VitalKind.HEART_RATE, VitalKind.SYSTOLIC)
    _cuff_every: tuple[timedelta, timedelta] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Asked for at every look at every bed, so it is worked out once.
        object.__setattr__(self, "_cuff_every", (span(self.nibp_infusing), span(self.nibp_recovery)))

    @property
    def clock_tolerance(self) -> timedelta:
        """How far a device's clock may run ahead of ours."""
        return _CLOCK_APART

    @property
    def hidden_after(self) -> timedelta:
        """How long a stale number stays on the page, greyed, before it is removed."""
        return _HIDDEN_AFTER

    @property
    def escalates_after(self) -> timedelta:
        """How long data may be gone during an infusion before the technical alarm becomes high."""
        return _ESCALATES

    def nibp_every(self, *, infusing: bool, since_end: timedelta = timedelta(0)) -> timedelta:
        """Return the cuff's interval: during the infusion, in early recovery, or later."""
        still, early = self._cuff_every
        if infusing:
            return still
        return early if since_end <= _EARLY else _LATE

    def stale_after(
        self, kind: VitalKind, *, infusing: bool, is_by_hand: bool = False, since_end: timedelta = timedelta(0)
    ) -> timedelta:
        """Return how old a value of this kind may be; breathing counted by hand lasts until the next count."""
        if kind in NIBP:
            return self.nibp_every(infusing=infusing, since_end=since_end) + _GRACE
        if kind is VitalKind.TEMPERATURE:
            return _TEMPERATURE
        if is_by_hand and kind is VitalKind.RESPIRATORY_RATE:
            return _COUNTED[infusing]
        return _CAPNOGRAPHY if kind is VitalKind.ETCO2 else _CONTINUOUS

    def patience(self, *, infusing: bool, since_end: timedelta = timedelta(0)) -> Mapping[VitalKind, timedelta]:
        """Return how old a device's value of each kind may be."""
        return _patience(self.nibp_every(infusing=infusing, since_end=since_end))


MONITORING: Final = Monitoring()
