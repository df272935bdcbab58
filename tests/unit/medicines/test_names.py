"""How names of medicines are recognized: brands, display texts, slips of spelling, and what nobody can place."""

from random import Random

import pytest

from leeward.medicines import INTERACTIONS, How, review
from leeward.medicines.names import misspelled, names_ketamine, recognize

TABLE = """
Zoloft                                                         | sertraline         | brand    |
sertraline                                                     | sertraline         | exact    |
SERTRALINE 50 mg daily                                         | sertraline         | exact    |
sertralin                                                      | sertraline         | spelling |
Vyvanse                                                        | lisdexamfetamine   | brand    |
Fluoxetine 20 MG Oral Capsule                                  | fluoxetine         | exact    |
24 HR venlafaxine 75 MG Extended Release Oral Capsule [Effexor]| venlafaxine        | exact    |
escitalopram 10 MG Oral Tablet [Lexapro]                       | escitalopram       | exact    |
Wellbutrin XL 300mg                                            | bupropion          | brand    |
Suboxone                                                       | buprenorphine      | brand    |
St. John’s Wort                                                | St John's wort     | exact    |
DHE-45                                                         | dihydroergotamine  | brand    |
naltrexone/bupropion                                           | naltrexone-bupropion | exact  |
naltrexone 50 mg                                               | naltrexone oral    | exact    |
Vivitrol                                                       | naltrexone depot   | brand    |
Lithium carbonate 300 MG                                       | lithium            | exact    |
alprazolm                                                      | alprazolam         | spelling |
hydroxizine                                                    | hydroxyzine        | spelling |
Kanna powder                                                   |                    |          | Kanna powder
buspirone                                                      |                    |          | buspirone
clomipramine                                                   |                    |          | clomipramine
lormetazepam                                                   |                    |          | lormetazepam
potassium chloride                                             |                    |          | potassium chloride
12345                                                          |                    |          | 12345
sertraline and Kanna                                           | sertraline         | exact    | kanna (in sertraline and Kanna)
lisinopril / potassium chloride                                | lisinopril         | exact    | potassium chloride (in lisinopril / potassium chloride)
"""  # noqa: E501 - a table


@pytest.mark.hazard("H09 missed interaction (free text, brand, synonym)")
@pytest.mark.parametrize("row", TABLE.strip().splitlines())
def test_a_name_as_it_is_written(row):
    entered, generic, how, unreviewed = (cell.strip() for cell in row.split("|"))
    reviewed = review([entered])
    assert [finding.generic for finding in reviewed.matched] == ([generic] if generic else [])
    assert [finding.how.value for finding in reviewed.matched] == ([how] if how else [])
    assert reviewed.unreviewed == ((unreviewed,) if unreviewed else ())


@pytest.mark.hazard("H09 missed interaction (free text, brand, synonym)")
@pytest.mark.parametrize("interaction", INTERACTIONS, ids=lambda interaction: interaction.generic)
def test_every_generic_synonym_and_brand_of_the_table_is_found(interaction):
    for name in (interaction.generic, *interaction.synonyms, *interaction.brands):
        assert interaction.generic in [match.generic for match in recognize(name).matches], name


def test_a_combination_names_each_ingredient():
    reviewed = review(["acetaminophen 325 MG / hydrocodone bitartrate 5 MG Oral Tablet"])
    assert [finding.generic for finding in reviewed.matched] == ["hydrocodone"]
    assert reviewed.unreviewed[0].startswith("acetaminophen (in ")


LOOK_ALIKE = [
    "clomipramine", "trimipramine", "bromazepam", "nitrazepam", "flurazepam", "felodipine", "nimodipine", "bisoprolol",
    "nicotinamide", "methylnaltrexone", "ziprasidone", "buspirone", "lamivudine", "famotidine", "oxymorphone",
    "cetirizine", "valacyclovir", "quinapril", "ropinirole", "propafenone",
]  # fmt: skip


@pytest.mark.hazard("H09 missed interaction (free text, brand, synonym)")
@pytest.mark.parametrize("other", LOOK_ALIKE)
def test_another_drug_is_never_taken_for_one_of_the_table(other):
    assert review([other]).unreviewed == (other,)


def test_a_slip_of_spelling_is_shown_as_such_and_short_words_are_never_guessed():
    (finding,) = review(["quetiapin"]).matched
    assert (finding.entered, finding.generic, finding.how) == ("quetiapin", "quetiapine", How.SPELLING)
    assert misspelled("soma") is None
    assert misspelled("sonat") is None


def test_ketamine_is_found_in_allergies():
    assert names_ketamine("Ketamin, rash")
    assert not names_ketamine("ketoconazole")


def _slip(name: str, chance: Random) -> str:
    """One letter left out, doubled, swapped with the next, or another: what fingers do. The first stays."""
    place, other = chance.randrange(1, len(name) - 1), chance.choice("abcdefghijklmnopqrstuvwxyz")
    before, here, after = name[:place], name[place], name[place + 1 :]
    slips = (before + after, before + here + here + after, before + after[0] + here + after[1:], before + other + after)
    return chance.choice(slips)


@pytest.mark.hazard("H09 missed interaction (free text, brand, synonym)")
def test_of_five_hundred_misspellings_nine_in_ten_are_found_and_none_is_taken_for_another():
    chance = Random(20261123)  # noqa: S311 - spelling, not secrets
    names = [row.generic for row in INTERACTIONS if len(row.generic) >= 7 and row.generic.isalpha()]
    found = 0
    for name in [chance.choice(names) for _ in range(500)]:
        reviewed = review([_slip(name, chance)])
        matched = {finding.generic for finding in reviewed.matched}
        assert matched <= {name}, "taken for another medicine"
        assert matched or reviewed.unreviewed, "passed over in silence"
        found += bool(matched)
    assert found >= 450
