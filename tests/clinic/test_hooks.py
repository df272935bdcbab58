"""What settings name by a dotted path is there, so that nothing is silently left out of a page."""

import pytest
from django.conf import settings
from django.utils.module_loading import import_string

NAMES = (
    settings.BANNER_WEIGHT,
    settings.BANNER_INFUSION,
    settings.BANNER_CRISIS,
    *settings.PERSON_SUMMARIES,
    *settings.HOME_WAITING,
    *settings.GATE_WARNINGS,
    settings.INTAKE_SCORES,
    settings.INTAKE_WORDS,
    settings.INTAKE_TRIGGER_WORDS,
    *settings.AFTER_DISCHARGE,
    settings.LESSONS_DUE,
    settings.INFUSIONS_AHEAD,
    settings.COURSE_BEGAN,
    settings.THERAPY_HELD,
    *settings.SCORE_MARKS,
    *settings.INFUSION_HOLDS,
    *settings.SYMPTOMS_TOLD,
    settings.CONSENT_ALTERNATIVES,
    *settings.PROTOCOL_IMPACTS,
    *settings.MESSAGE_SOURCES,
    *settings.MESSAGE_LINKS.values(),
    settings.MONITORS_AT_CHAIRS,
    settings.MONITORS_TAKE,
)


@pytest.mark.parametrize("dotted", NAMES)
def test_what_settings_name_is_there(dotted):
    assert callable(import_string(dotted))
