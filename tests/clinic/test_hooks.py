"""What settings name by a dotted path is there, so that nothing is silently left out of a page."""

from importlib import import_module

import pytest
from django.conf import settings

NAMES = (
    settings.BANNER_WEIGHT,
    settings.BANNER_INFUSION,
    *settings.PERSON_SUMMARIES,
    *settings.HOME_WAITING,
    *settings.GATE_WARNINGS,
    settings.INTAKE_SCORES,
    settings.INTAKE_WORDS,
    settings.INTAKE_TRIGGER_WORDS,
)


@pytest.mark.parametrize("dotted", NAMES)
def test_what_settings_name_is_there(dotted):
    module, _, function = dotted.rpartition(".")
    assert callable(getattr(import_module(module), function))
