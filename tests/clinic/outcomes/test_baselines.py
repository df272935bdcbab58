"""A questionnaire that is entered is the starting point on the chart; nobody types its total a second time."""

import pytest

from leeward.clinic.assessments import charts
from leeward.clinic.outcomes import actions
from leeward.clinic.outcomes.models import Remark
from leeward.units import Quantity

pytestmark = pytest.mark.django_db


def charted(person, now):
    chart = charts.chart_of(person.pk, on=now.date())
    return {key: chart.current(key) for key in ("pcl5", "phq9", "cadss6")}


def test_the_totals_of_the_day_stand_on_the_chart(enter, person, now):
    enter("pcl-5", each=2)
    enter("phq-9", each=0)
    assert charted(person, now) == {"pcl5": Quantity(40, "points"), "phq9": Quantity(0, "points"), "cadss6": None}


def test_a_questionnaire_with_a_gap_has_no_total_and_charts_none(enter, person, now):
    enter("pcl-5", answers=[None] + [2] * 19)
    assert charted(person, now)["pcl5"] is None


def test_the_last_one_counts_and_an_old_one_does_not(enter, person, now):
    enter("pcl-5", days=-20, each=4)
    assert charted(person, now)["pcl5"] is None
    enter("pcl-5", days=-1, each=3)
    enter("pcl-5", days=-3, each=1)
    assert charted(person, now)["pcl5"] == Quantity(60, "points")


def test_an_entry_marked_as_a_mistake_is_taken_back_from_the_chart(enter, person, nurse, now):
    first = enter("pcl-5", days=-2, each=1)
    second = enter("pcl-5", days=-1, each=4)
    actions.remark(
        person_id=person.pk, entry_id=second, kind=Remark.Kind.MISTAKE, says="another patient's", by=nurse, at=now
    )
    assert charted(person, now)["pcl5"] == Quantity(20, "points")
    actions.remark(
        person_id=person.pk, entry_id=first, kind=Remark.Kind.MISTAKE, says="another patient's", by=nurse, at=now
    )
    assert charted(person, now)["pcl5"] is None
