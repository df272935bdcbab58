"""Outcomes: what is due is entered, the trajectory claims nothing from one score, and a forecast is kept."""

import pytest

from journeys.served import staffed

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def clinic(tmp_path_factory):
    """A clinic of its own: its calendar is nobody else's."""
    with staffed(tmp_path_factory.mktemp("outcomes"), "room") as made:
        yield made


def test_what_is_due_is_entered_followed_and_foretold(enter, clinic):
    course = clinic.seed("scored_course", family="Outcome")
    at = f"/people/{course['person_id']}/outcomes/"
    nurse = enter("nurse", width=390)
    nurse.go(f"{at}due/")
    nurse.sees("Nobody answered in time".lower(), "The third day after infusion 1", "missing")
    nurse.looks()
    assert nurse.width() <= 390
    nurse.page.locator(f'main a[href="{at}enter/pcl-5-week/"]').first.click()
    for number in range(1, 21):
        nurse.pick(f"item_{number}", 2)
    nurse.press("Record the answers")
    nurse.go(f"{at}due/")
    nurse.sees("done")
    prescriber = enter("prescriber")
    prescriber.go(f"{at}trajectory/")
    prescriber.sees("What stands, and since when", "regression to the mean", "What was seen without ketamine")
    prescriber.looks()
    prescriber.go(f"{at}forecast/")
    prescriber.press("Foretell from the records of now")
    prescriber.sees("was kept", "without the drug", "wide assumptions", "A regimen is not chosen by these figures")
    prescriber.looks(again=True)
    prescriber.follow("Whether forecasts held here")
    prescriber.sees("Made-up people")
    prescriber.looks(again=True)
