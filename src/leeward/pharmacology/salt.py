"""Milligrams of base out of milligrams of salt: everything here counts ketamine base, as vials are labelled."""

import math

from leeward.evidence import Facts, Status, assumed, cite, derived
from leeward.evidence.sources import MERCK_INDEX

BASE, HYDROCHLORIDE = "base", "hydrochloride"


class Molar(Facts):
    """Molar masses; S-, R- and racemic ketamine weigh the same."""

    ketamine = cite("237.73 g/mol", MERCK_INDEX, at="ketamine", status=Status.SECONDARY)
    hydrochloride = cite("274.19 g/mol", MERCK_INDEX, at="ketamine, hydrochloride", status=Status.SECONDARY)
    norketamine = assumed("223.70 g/mol", why="C12H14ClNO, read on encyclopedia pages; no source of record was read")
    base_share = derived("0.867 1", MERCK_INDEX, by="237.73 over 274.19; 57.7 mg of salt held 50 mg in Simons 2022")


class CannotConvertSalt(ValueError):
    """The salt is not known, or the amount is none."""


def base_mg(salt_mg: float, *, salt: str) -> float:
    """Return the mg of ketamine base in `salt_mg` of "hydrochloride"; "base" stays what it is.

    Ask which of the two a figure counts before using it: taken for base, hydrochloride is 15 % too much. Raises
    CannotConvertSalt.

    >>> round(base_mg(57.7, salt="hydrochloride"), 1)
    50.0
    """
    if not (math.isfinite(salt_mg) and salt_mg >= 0):
        raise CannotConvertSalt(f"{salt_mg} mg is no amount: write 0 or more.")
    if salt == BASE:
        return salt_mg
    if salt == HYDROCHLORIDE:
        return salt_mg * Molar.base_share.to("1")
    raise CannotConvertSalt(
        f"The salt {salt!r} is not known: write {BASE} or {HYDROCHLORIDE}, as the label or the paper says."
    )


def base_sentence(salt_mg: float) -> str:
    """Say in a sentence what someone who holds mg of hydrochloride holds in base.

    >>> base_sentence(57.7)
    '57.7 mg of ketamine hydrochloride hold 50.0 mg of ketamine base: write 50.0 mg as the dose.'
    """
    held = f"{base_mg(salt_mg, salt=HYDROCHLORIDE):.1f} mg"
    return f"{salt_mg:g} mg of ketamine hydrochloride hold {held} of ketamine base: write {held} as the dose."
