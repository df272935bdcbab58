"""The long-term safety schedule: what is due, overdue or beyond a limit, and what holds the next infusion."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from leeward.course.days import ONE_DAY
from leeward.course.exposure import exposure
from leeward.course.watch_rules import EACH_SESSION, RULES, UNPASSABLE, Record, Status, WatchRule
from leeward.course.watched import FIELDS, Decision, Domain, Since, Taken, beyond, newest_first
from leeward.evidence import Cited
from leeward.protocol.coursing import ExposureReview
from leeward.protocol.thresholds import SHIPPED, Thresholds
from leeward.truth import NO, UNKNOWN, YES, Truth

HOLDS: Final = (Status.OVERDUE, Status.ACTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One domain as it stands for the next infusion, in a sentence with what to do."""

    domain: Domain
    status: Status
    says: str
    last: Taken | None
    cites: tuple[Cited, ...]

    @property
    def blocks(self) -> bool:
        """Does it hold the next infusion?"""
        return self.status in HOLDS

    @property
    def may_be_let_pass(self) -> bool:
        """May a medical director let one day's infusion pass? Only what is overdue, and never what cannot wait."""
        return self.status is Status.OVERDUE and self.domain not in UNPASSABLE


def look(
    record: Record, *, today: date, infusion_on: date | None, limits: Thresholds = SHIPPED
) -> tuple[Standing, ...]:
    """Return how every domain stands for the infusion on `infusion_on`; None where none is planned.

    What is asked before each infusion is due until that day and overdue on it. A result of which something that
    decides is not known does not count as taken.
    """
    return tuple(_standing(rule, record, today, infusion_on, limits) for rule in RULES)


def blocks(
    record: Record, *, today: date, infusion_on: date | None, limits: Thresholds = SHIPPED
) -> tuple[Standing, ...]:
    """Return what holds the infusion on `infusion_on`, as of `today`; () lets it go on. None where none is planned."""
    return tuple(each for each in look(record, today=today, infusion_on=infusion_on, limits=limits) if each.blocks)


def _standing(rule: WatchRule, record: Record, today: date, infusion_on: date | None, limits: Thresholds) -> Standing:
    last, verdict = last_known(rule.domain, record, limits)
    if rule.concerns(record) is NO and verdict is not YES:  # a result beyond its limit counts, whatever was charted
        return _told(rule, Status.NOT_CONCERNED, f"{rule.name}: does not concern this person.", None, limits)
    if last is not None and verdict is YES and not _goes_on(last) and rule.domain is not Domain.EXPOSURE:
        decided = " It is held until another result." if last.decided is Decision.HOLD else ""
        says = f"{rule.name}: beyond the limit on {last.on:%d-%b-%Y}. {rule.acts}{decided}"
        return _told(rule, Status.ACTED, says, last, limits)
    if last is not None and verdict is UNKNOWN:
        says = f"{rule.name}: the result of {last.on:%d-%b-%Y} is not complete. Before the next infusion: {rule.takes}."
        return _told(rule, Status.OVERDUE, says, last, limits)
    if rule.domain is Domain.EXPOSURE:
        return _exposed(rule, record, last, today=today, infusion_on=infusion_on, limits=limits)
    status, why = _scheduled(rule, record, last, today=today, infusion_on=infusion_on, limits=limits)
    looked_into = " What was beyond the limit was looked into." if last is not None and verdict is YES else ""
    return _told(rule, status, f"{rule.name}: {status.value}. {why}{looked_into}", last, limits)


def last_known(domain: Domain, record: Record, limits: Thresholds) -> tuple[Taken | None, Truth]:
    """Return the newest result and whether it is beyond a limit; of one day, one that is counts before the others.

    A newest result of which something that decides is left out is UNKNOWN: an older good one does not cover for it.
    """
    results = newest_first(record.taken, domain)
    since = Since(first=_first(results), pcl5_baseline=record.pcl5_baseline)
    of_day = [(each, beyond(each, since, limits)) for each in results if each.on == results[0].on]
    if not of_day:
        return None, UNKNOWN
    return next(((each, yes) for each, yes in of_day if yes is YES), of_day[-1])


def _first(results: Sequence[Taken]) -> Taken | None:
    """Return the first result of which every number is known: what later ones are held against."""
    whole = [
        each
        for each in results
        if all(each.number(entry.key) is not None for entry in FIELDS[each.domain] if entry.is_number)
    ]
    return whole[-1] if whole else None


def _goes_on(last: Taken) -> bool:
    return last.decided is Decision.GO_ON and last.domain not in UNPASSABLE


def _scheduled(
    rule: WatchRule, record: Record, last: Taken | None, *, today: date, infusion_on: date | None, limits: Thresholds
) -> tuple[Status, str]:
    """Return where the schedule stands, and why, in a sentence."""
    reported = [on for domain, on in record.reported if domain is rule.domain and (last is None or on >= last.on)]
    if reported:
        return Status.OVERDUE, f"A symptom was told on {max(reported):%d-%b-%Y}: {rule.takes} before the next infusion."
    if rule.domain in EACH_SESSION:
        return rule.before_each(record, last, today=today, infusion_on=infusion_on, limits=limits)
    if last is None:
        return Status.OVERDUE, f"There is no result: {rule.takes} before the next infusion."
    return rule.by_interval(record, last, today=today, infusion_on=infusion_on, limits=limits)


def _exposed(
    rule: WatchRule, record: Record, last: Taken | None, *, today: date, infusion_on: date | None, limits: Thresholds
) -> Standing:
    """Return how the count of infusions stands: past a limit a formal review is missing, or stands."""
    # On the day of an infusion the next one comes on another day: today's counts in.
    soonest = today + ONE_DAY if today in record.infusions else today
    counted = exposure(record.infusions, on=infusion_on or soonest, limits=limits)
    stands_d = limits.of(ExposureReview.stands).to("d")
    if last is not None and last.truth("goes_on") is NO:
        says = f"{rule.name}: the review of {last.on:%d-%b-%Y} decided that it does not go on. {rule.acts}"
        return _told(rule, Status.ACTED, says, last, limits)
    if counted.needs_review is NO:
        status = Status.DUE if counted.is_last_before_review else Status.NOT_YET
        return _told(rule, status, f"{rule.name}: {counted.says}", last, limits)
    fresh = last is not None and last.truth("goes_on") is YES and 0 <= (counted.on - last.on).days <= stands_d
    if last is not None and fresh:
        says = f"{rule.name}: {counted.says} The review of {last.on:%d-%b-%Y} decided that it goes on."
        return _told(rule, Status.NOT_YET, says, last, limits)
    return _told(rule, Status.OVERDUE, f"{rule.name}: {counted.says} {rule.acts}", last, limits)


def _told(rule: WatchRule, status: Status, says: str, last: Taken | None, limits: Thresholds) -> Standing:
    cites = tuple(limits.of(row) for row in rule.cites)
    return Standing(domain=rule.domain, status=status, says=says, last=last, cites=cites)
