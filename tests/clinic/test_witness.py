"""A second person at the same screen: proved by their own password, never the same person, guesses counted."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from leeward.clinic.audit.models import Change
from leeward.clinic.people import actions
from leeward.clinic.people.models import Staff, WitnessTry
from leeward.clinic.people.roles import CHAIRSIDE, Role
from leeward.clinic.people.witness import MOST_WRONG, WITHIN_S, CannotWitness, WitnessFields, witness

pytestmark = [pytest.mark.django_db, pytest.mark.hazard("H35 unwitnessed waste")]

PASSWORD = "a long test pass"


@pytest.fixture(autouse=True)
def fresh_counts(db):
    cache.clear()


@pytest.fixture
def asked(nurse, prescriber, now):
    """Ask for a witness beside the nurse."""

    def ask(username="prescriber", password=PASSWORD, *, besides=nurse, roles=CHAIRSIDE):
        return witness(username=username, password=password, besides=besides, roles=roles, now=now)

    return ask


def outcomes():
    return [each.outcome for each in WitnessTry.objects.order_by("pk")]


def test_a_colleague_is_proved_by_their_own_password_and_it_is_kept_who_asked(asked, nurse, prescriber):
    assert asked() == prescriber
    kept = WitnessTry.objects.get()
    assert (kept.named, kept.asked_by, kept.outcome) == (prescriber, nurse, "seen")


def test_spaces_around_the_name_are_no_other_name(asked, prescriber):
    assert asked(" prescriber ") == prescriber


@pytest.mark.parametrize("password", ["", "a long test pas", "A LONG TEST PASS", "a long test pass ", "x" * 400])
def test_a_wrong_password_is_refused(asked, password):
    with pytest.raises(CannotWitness, match="do not belong together"):
        asked(password=password)
    assert outcomes() == ["wrong"]


def test_a_name_that_nobody_has_is_refused_in_the_same_words(asked):
    said = []
    for name in ("nobody", "prescriber"):
        with pytest.raises(CannotWitness) as refused:
            asked(name, "wrong")
        said.append(str(refused.value))
    assert said[0] == said[1]


def test_nobody_is_their_own_witness_even_with_the_right_password(asked):
    for name in ("nurse", " nurse "):
        with pytest.raises(CannotWitness, match="another person"):
            asked(name)


def test_another_role_is_refused_and_hears_who_may(asked, staff):
    staff(Role.ADMINISTRATOR)
    with pytest.raises(CannotWitness, match=r"cannot be the witness here.*nurse, prescriber, medical director"):
        asked("administrator")
    assert outcomes() == ["unfit"]


def test_a_closed_account_is_refused_and_whoever_guesses_does_not_hear_that_it_is_closed(asked):
    actions.let_in(username="prescriber", is_active=False)
    with pytest.raises(CannotWitness, match="do not belong together"):
        asked(password="wrong")
    with pytest.raises(CannotWitness, match="closed"):
        asked()


def test_an_account_without_a_password_is_no_witness(asked):
    actions.add_staff(username="new", name="New", role=Role.NURSE, password=None)
    for password in ("", "!", Staff.objects.get(username="new").password):
        with pytest.raises(CannotWitness):
            asked("new", password)


def test_guessing_at_one_name_ends_after_five_from_whichever_screen(asked, staff):
    screens = [staff(Role.NURSE), staff(Role.MEDICAL_DIRECTOR)]
    for number in range(MOST_WRONG):
        with pytest.raises(CannotWitness, match="do not belong together"):
            asked(password=f"guess {number}", besides=screens[number % 2])
    with pytest.raises(CannotWitness, match="Too many wrong tries"):
        asked(besides=screens[1])
    assert outcomes() == ["wrong"] * MOST_WRONG + ["too_many"]


def test_guessing_from_one_screen_ends_after_five_at_whichever_names(asked):
    for number in range(MOST_WRONG):
        with pytest.raises(CannotWitness):
            asked(f"colleague{number}", "password123")
    with pytest.raises(CannotWitness, match="Too many wrong tries"):
        asked()


def test_the_count_ends_with_its_time(asked, prescriber, monkeypatch):
    for _ in range(MOST_WRONG):
        with pytest.raises(CannotWitness):
            asked(password="wrong")
    later = timezone.now() + timedelta(seconds=WITHIN_S + 1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    monkeypatch.setattr("django.core.cache.backends.db.tz_now", lambda: later)
    assert asked() == prescriber


def test_the_right_password_starts_the_count_anew(asked):
    for _ in range(2):
        for _ in range(MOST_WRONG - 1):
            with pytest.raises(CannotWitness):
                asked(password="wrong")
        asked()


def test_a_success_with_one_name_does_not_free_another(asked, staff):
    staff(Role.MEDICAL_DIRECTOR)
    for _ in range(MOST_WRONG - 1):
        with pytest.raises(CannotWitness):
            asked(password="wrong")
    asked("medical_director")
    with pytest.raises(CannotWitness, match="do not belong"):
        asked(password="wrong")
    with pytest.raises(CannotWitness, match="Too many"):
        asked()


def test_neither_password_nor_typed_name_is_kept(asked):
    for name in ("prescriber", "hunter2-typed-into-the-name"):
        with pytest.raises(CannotWitness):
            asked(name, "s3cret-in-the-clear")
    told = str(list(Change.objects.values_list("after", flat=True)))
    assert "hunter2" not in told
    assert "s3cret" not in told
    assert Change.objects.filter(table="people_witnesstry").count() == 2


@pytest.mark.django_db(transaction=True)
def test_within_the_deeds_own_transaction_it_does_not_run_since_its_count_would_be_taken_back(asked):
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        asked(password="wrong")


def test_the_fields_say_at_the_password_what_is_wrong(nurse, prescriber, now):
    def seen(**told):
        form = WitnessFields({"witness_username": "prescriber", "witness_password": PASSWORD} | told)
        assert form.is_valid()
        return form.seen_by(besides=nurse, roles=CHAIRSIDE, now=now), form

    assert seen()[0] == prescriber
    nobody, form = seen(witness_password="wrong")
    assert nobody is None
    assert "do not belong together" in form.errors["witness_password"][0]
    assert "wrong" not in form.as_p()
