"""What two gateways decided of one chair, in a handover, is written once."""

from uuid import uuid4

import pytest

from bedside import an_event, at
from leeward.clinic.infusions.gateway_journals import news
from leeward.infusion.events import AlarmCleared, AlarmRaised
from leeward.protocol.alarm_limit import AlarmKind, Priority


def raised(key="spo2-low", priority=Priority.MEDIUM):
    return an_event(
        AlarmRaised, at(), event_id=uuid4(), alarm_key=key, kind=AlarmKind.PHYSIOLOGICAL, priority=priority, says="x"
    )  # fmt: skip


def cleared(key="spo2-low"):
    return an_event(AlarmCleared, at(), event_id=uuid4(), alarm_key=key)


@pytest.mark.hazard("H25 Server crash: an alarm is written once, whoever saw it")
@pytest.mark.parametrize(
    ("active", "kept", "left_out"),
    [
        ({"spo2-low": Priority.MEDIUM}, [cleared(), raised()], []),
        ({"spo2-low": Priority.MEDIUM}, [raised(priority=Priority.HIGH)], []),
        ({"spo2-low": Priority.MEDIUM}, [], [raised()]),
        ({"spo2-low": Priority.HIGH}, [], [raised()]),
        ({}, [raised(), cleared()], []),
        ({}, [], [cleared()]),
        ({"heart_rate-low": Priority.HIGH}, [raised()], [cleared("nibp-stale")]),
    ],
)
def test_only_what_the_journal_does_not_have_yet_is_news(active, kept, left_out):
    assert list(news([*kept, *left_out], active)) == kept
