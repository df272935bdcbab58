"""A medication list as people write it: what Leeward understands, and what it asks."""

import pytest

from leeward.medicines import How, read, review


def one(text):
    (entry,) = read(text).entries
    return entry


UNDERSTOOD = """
xanax 1 prn                    | alprazolam    | 1, unit not told | as needed
zoloft 100                     | sertraline    | 100, unit not told |
Effexor XR 150mg daily         | venlafaxine   | 150 mg  | daily
levothyroxine 75 mcg every day | levothyroxine | 75 mcg  | daily
quetiapine 25 mg qhs           | quetiapine    | 25 mg   | at night
prazosin 2 mg at bedtime       | prazosin      | 2 mg    | at night
gabapentin 300mg TID           | gabapentin    | 300 mg  | three times a day
xanax .5 mg                    | alprazolam    | 0.5 mg  |
xanax .25-.5                   | alprazolam    | 0.25-0.5, unit not told |
2 tabs xanax 0.5 mg            | alprazolam    | 2 tabs, 0.5 mg |
insulin 10u nightly            | insulin       | 10 units | at night
levothyroxine 75ug             | levothyroxine | 75 mcg  |
Theo-24 300 mg                 | theophylline  | 300 mg  |
theo-24                        | theophylline  |         |
sudafed pe                     | phenylephrine |         |
gabapentin 300 mg 3 times daily | gabapentin   | 300 mg  | three times a day
adderall 20mg 2x/day           | amphetamine   | 20 mg   | twice a day
xanax daily                    | alprazolam    |         | daily
xanax 0.5 mg twice weekly      | alprazolam    | 0.5 mg  |
1 1/2 tabs xanax          | alprazolam    | 1 1/2 tabs |
½ tab of xanax 0.5mg.     | alprazolam    | ½ tab, 0.5 mg |
half a klonopin           | clonazepam    | ½, unit not told |
xanax 0,5 mg              | alprazolam    | 0,5 mg  |
50 to 100 mg trazodone    | trazodone     | 50 to 100 mg |
trazodone 50–100 mg       | trazodone     | 50–100 mg |
1 or 2 tabs xanax         | alprazolam    | 1 or 2 tabs |
xanax every 2 days        | alprazolam    |         | every other day
xanax since 2019          | alprazolam    |         |
sudafed 12 hour           | pseudoephedrine |       |
gabapentin 300 x 2        | gabapentin    | 300, unit not told |
prozac 1-0-1              | fluoxetine    |         |
fentanyl patch 25 mcg/hr  | fentanyl      | 25 mcg/hr |
buprenorphine film 8 mg-2 mg | buprenorphine | 8 mg, 2 mg |
lorazepam 0.5-1mg PO Q6H PRN anxiety | lorazepam | 0.5-1 mg | as needed, every 6 hours
prazosin 2mg at night for nightmares | prazosin | 2 mg | at night
saint john's wort 300 mg  | St John's wort | 300 mg |
meth                      | methamphetamine |       |
2 beers a day             | alcohol       | 2, unit not told |
xanax 1 mg twice a day as needed | alprazolam  | 1 mg    | as needed, twice a day
lithium 300 mg in the morning and 600 mg at night | lithium | 300 mg, 600 mg | in the morning, at night
"""


@pytest.mark.parametrize("row", UNDERSTOOD.strip().splitlines(), ids=lambda row: row.split("|")[0].strip())
def test_medicine_dose_and_habit_are_read_without_a_question(row):
    text, generic, dose, when = (cell.strip() for cell in row.split("|"))
    entry = one(text)
    assert (entry.generics, entry.dose, entry.when, entry.question) == ((generic,), dose, when, "")


ASKED = """
lisinoprl 10              | was taken for lisinopril. Is that right?
benzo at night            | names a class (benzodiazepine), not a medicine. Which one is it
a blood pressure pill     | names a class (blood pressure medicine)
blorbex 5 mg              | “blorbex” is not in the vocabulary, so it is not reviewed
prozac (stopped in March) | is it still taken?
used to take effexor      | is it still taken?
off lithium since June    | is it still taken?
without xanax             | is it still taken?
I don’t take xanax        | is it still taken?
no xanax                  | “no” is not in the vocabulary
zoloft?                   | is it surely taken?
trazodone or ambien       | names trazodone or zolpidem. Which is taken?
allergic to morphine      | belong among the allergies?
allergy pill              | names a class (antihistamine)
DOAC                      | names a class (blood thinner)
thiazide                  | names a class (diuretic)
prednisolone 5 mg         | was taken for prednisone. Is that right?
ketamine troches 200 mg   | names ketamine itself. Who gives it
tylenol 3 times a day     | “tylenol” is not in the vocabulary
5-htp                     | “htp” is not in the vocabulary
sertralina 50 mg          | was taken for sertraline. Is that right?
"""


@pytest.mark.parametrize("row", ASKED.strip().splitlines(), ids=lambda row: row.split("|")[0].strip())
def test_what_is_not_sure_is_asked(row):
    text, question = (cell.strip() for cell in row.split("|"))
    assert question in one(text).question


def test_a_list_falls_apart_at_commas_semicolons_and_lines_and_loses_nothing():
    text = "xanax 1 prn, zoloft 100; metformin 1,000 mg bid\n- prozac (20 mg, mornings)"
    assert read(text).names == ("xanax 1 prn", "zoloft 100", "metformin 1,000 mg bid", "prozac (20 mg, mornings)")


def test_the_number_of_one_entry_is_not_taken_for_a_part_of_the_number_before():
    assert read("zoloft,150 mg bupropion").names == ("zoloft", "150 mg bupropion")


def test_a_number_that_counts_something_makes_no_brand():
    assert one("tylenol 3 times a day").generics == ()
    assert one("Tylenol-3").generics == ("codeine",)
    assert one("theo-24 300 mg").generics == ("theophylline",)


def test_a_number_with_what_it_belongs_to_is_no_dose():
    assert [one(text).dose for text in ("5-htp", "botox every 3 months", "tylenol 3 times a day")] == ["", "", ""]


@pytest.mark.parametrize("text", ["none", "None.", "no medications", "nothing", "I don’t take anything", "ninguna"])
def test_none_is_an_answer(text):
    assert read(text).takes_none


@pytest.mark.parametrize("text", ["none, xanax", "no benzos", "none of your business", "nothing but xanax"])
def test_more_than_none_is_not_none(text):
    assert not read(text).takes_none


@pytest.mark.parametrize("text", ["", " \n , "])
def test_silence_is_not_none(text):
    reading = read(text)
    assert not reading.entries
    assert not reading.takes_none


def test_how_it_was_recognized_is_told_by_the_least_sure_part():
    assert one("sertraline").how is How.EXACT
    assert one("Zoloft").how is How.BRAND
    assert one("sertralin and zoloft").how in {How.BRAND, How.SPELLING}


def test_a_drug_that_is_not_known_is_not_reviewed_and_never_called_safe():
    found = review(["blorbex 5 mg"])
    assert found.matched == ()
    assert found.unreviewed == ("blorbex 5 mg",)


def test_one_medicine_under_two_names_is_found():
    assert review(["zoloft 100", "sertraline 50"]).duplicates == (
        "Sertraline stands in 2 entries: “sertraline 50” and “zoloft 100”. Find out what is taken in all.",
    )


def test_a_name_of_capitals_keeps_them():
    (said,) = review(["MDMA", "ecstasy"]).duplicates
    assert said.startswith("MDMA stands in 2 entries")


def test_two_of_one_class_are_asked_about():
    (said,) = review(["lorazepam 1 mg", "clonazepam 0.5 mg"]).duplicates
    assert said == "2 benzodiazepines: clonazepam and lorazepam. Check that more than one benzodiazepine is meant."


def test_two_blood_pressure_medicines_are_no_slip():
    assert review(["lisinopril", "amlodipine"]).duplicates == ()
