"""Base, never salt: what mg of hydrochloride hold."""

import pytest

from leeward.pharmacology.salt import CannotConvertSalt, Molar, base_mg, base_sentence


def test_a_film_of_57_7_mg_hydrochloride_holds_the_50_mg_that_its_label_says():
    assert base_mg(57.7, salt="hydrochloride") == pytest.approx(50, abs=0.05)


def test_the_share_is_that_of_the_molar_masses():
    share = Molar.ketamine.to("g/mol") / Molar.hydrochloride.to("g/mol")
    assert Molar.base_share.to("1") == pytest.approx(share, abs=0.0005)


def test_base_stays_what_it_is():
    assert base_mg(35, salt="base") == 35


def test_someone_who_holds_hydrochloride_is_told_the_dose_in_base():
    assert base_sentence(40.4) == (
        "40.4 mg of ketamine hydrochloride hold 35.0 mg of ketamine base: write 35.0 mg as the dose."
    )


@pytest.mark.parametrize("amount", [-1, float("nan"), float("inf")])
def test_what_is_no_amount_is_refused(amount):
    with pytest.raises(CannotConvertSalt, match="0 or more"):
        base_mg(amount, salt="hydrochloride")


def test_another_salt_is_refused_by_name():
    with pytest.raises(CannotConvertSalt, match="'sulfate' is not known: write base or hydrochloride"):
        base_mg(1, salt="sulfate")
