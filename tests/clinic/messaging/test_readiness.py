"""What leeward doctor says of how patients are written to."""

import pytest

from leeward.clinic.messaging import readiness


def found(settings, **told):
    for name, value in told.items():
        setattr(settings, name, value)
    return list(readiness.findings())


def test_as_it_comes_everything_is_well_and_nothing_leaves(settings):
    assert found(settings) == [
        (True, "e-mails go by outbox"),
        (True, "text messages go by outbox"),
        (True, "messages name the clinic Leeward"),
        (True, "links in messages begin with http://127.0.0.1:8000"),
    ]


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"MESSAGES_EMAIL": "pigeon"}, "Set it to file, console or smtp"),
        ({"MESSAGES_SMS": "http"}, "must begin with https"),
        ({"MESSAGE_NAME": "Ketamine Harbor"}, "set LEEWARD_MESSAGE_NAME"),
        ({"PUBLIC_URL": "https://ptsd.example"}, "no message is sent"),
        ({"SMS_HOOK": {"secret": "", "fields": "reference"}}, "pairs"),
    ],
)
def test_what_would_not_work_is_said_before_a_patient_waits(settings, told, says):
    assert [line for well, line in found(settings, **told) if not well and says in line]
