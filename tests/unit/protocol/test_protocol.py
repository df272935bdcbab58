"""The protocol that is shipped, and its signature."""

from dataclasses import replace
from datetime import date

import pytest

from leeward.protocol import STANDARD
from leeward.protocol.protocol import CannotSign


def test_the_shipped_protocol_is_version_one_and_says_that_nobody_signed_it():
    assert STANDARD.version == 1
    assert not STANDARD.is_signed
    assert STANDARD.says == "Leeward standard, version 1: not signed by a medical director"


def test_a_signature_is_a_name_and_a_day():
    signed = replace(STANDARD, signed_by="Dr. Noor", signed_on=date(2026, 11, 23))
    assert signed.says == "Leeward standard, version 1: signed by Dr. Noor on 23-Nov-2026"
    with pytest.raises(CannotSign):
        replace(STANDARD, signed_by="Dr. Noor")


def test_the_studied_regimen_lies_inside_every_soft_limit():
    dosing = STANDARD.dosing
    assert dosing.studied_dose_mg_per_kg in dosing.first_dose_mg_per_kg.soft
    assert dosing.studied_minutes in dosing.minutes.soft
    assert dosing.studied_dose_mg_per_kg * 60 / dosing.studied_minutes in dosing.rate_mg_per_kg_per_h.soft
    assert dosing.low_arm_mg_per_kg in dosing.first_dose_mg_per_kg.soft
