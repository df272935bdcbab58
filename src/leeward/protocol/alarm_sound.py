"""How the room board sounds: a burst of pulses for each priority, after the figures that makers give."""

from typing import Final, TypedDict

from leeward.evidence import Cited, Facts, assumed, cite
from leeward.evidence.sources import MINDRAY, TI_DAC53401
from leeward.protocol.alarm_limit import Priority

_NOT_READ = "The standard itself was not read (60601-1-8); within what makers describe, section 5.1."


class Sound(Facts):
    """Pulses of the bursts; this is a second device, and repeats once a minute (section 5.3, rule 5)."""

    high_pulses = cite("5 1", MINDRAY, at="Edan X8 manual: high priority, 5 and 5 pulses")
    high_groups = cite("2 1", MINDRAY, at="Edan X8 manual: high priority, 5 and 5 pulses")
    medium_pulses = cite("3 1", MINDRAY, at="Edan X8 manual: medium priority, 3 pulses")
    medium_groups = assumed("1 1", why="One group of three, as the manual has it.")
    high_pulse_on = cite("0.15 s", TI_DAC53401, at="pulse on 80-150 ms, high priority (upper figure)")
    medium_pulse_least = cite("0.13 s", TI_DAC53401, at="pulse on from 130 ms, medium priority")
    medium_pulse_on = assumed("0.2 s", why="Above the least of 130 ms, and longer than a pulse of high priority.")
    high_pause = assumed("0.1 s", why=_NOT_READ)
    medium_pause = assumed("0.2 s", why=_NOT_READ)
    between_groups = assumed("0.5 s", why=_NOT_READ)
    high_pitch = assumed("880 1", why="Hz: higher than medium, so that the ear tells them apart; operational choice.")
    medium_pitch = assumed("440 1", why="Hz: an octave below high; operational choice.")


class Burst(TypedDict):
    """One burst, for the browser: how many pulses in how many groups, in seconds and hertz."""

    pulses: int
    groups: int
    on_s: float
    pause_s: float
    between_s: float
    hz: float


def _burst(pulses: Cited, groups: Cited, on: Cited, pause: Cited, pitch: Cited) -> Burst:
    return Burst(
        pulses=int(pulses.quantity.number),
        groups=int(groups.quantity.number),
        on_s=on.to("s"),
        pause_s=pause.to("s"),
        between_s=Sound.between_groups.to("s"),
        hz=pitch.quantity.number,
    )


_BURSTS: Final = {
    Priority.HIGH: _burst(
        Sound.high_pulses, Sound.high_groups, Sound.high_pulse_on, Sound.high_pause, Sound.high_pitch
    ),
    Priority.MEDIUM: _burst(
        Sound.medium_pulses, Sound.medium_groups, Sound.medium_pulse_on, Sound.medium_pause, Sound.medium_pitch
    ),
}


def bursts() -> dict[str, Burst]:
    """Return the burst of each priority that sounds; low priority makes no sound."""
    return {priority.value: burst for priority, burst in _BURSTS.items()}
