"""Laws of the treatment history: what is not known never counts, and telling more never hides what was told."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from leeward.assessment.adequacy import adequacy
from leeward.assessment.history import FIRST_LINE, TreatmentHistory, Tried
from leeward.assessment.history_reading import history_as_plain, history_from
from leeward.assessment.treatment import MedicineTrial, Psychotherapy, Response, Stopped, Therapy
from leeward.truth import NO, UNKNOWN, YES, Truth

NAMES = ("sertraline", "Zoloft", "paroxetine", "Effexor XR", "prozac", "prazosin", "sertralin", "the white one")
WEEKS = st.none() | st.floats(0, 200)
RESPONSES, STOPPED = st.sampled_from(Response), st.sampled_from(Stopped)

therapies = st.builds(
    Psychotherapy, therapy=st.sampled_from(Therapy), name=st.sampled_from(("talking", "yoga")),
    sessions=st.none() | st.integers(0, 60), weeks=WEEKS, response=RESPONSES, stopped=STOPPED,
)  # fmt: skip
medicines = st.builds(
    MedicineTrial, medicine=st.sampled_from(NAMES), dose_mg_per_day=st.none() | st.floats(0, 400), weeks=WEEKS,
    response=RESPONSES, stopped=STOPPED,
)  # fmt: skip
histories = st.builds(
    TreatmentHistory,
    psychotherapies=st.lists(therapies, max_size=4).map(tuple),
    medicine_trials=st.lists(medicines, max_size=4).map(tuple),
    psychotherapies_complete=st.sampled_from(Truth),
    medicines_complete=st.sampled_from(Truth),
    taking=st.lists(st.sampled_from(NAMES), max_size=2).map(tuple),
)
WAS_TRIED = {Tried.ADEQUATELY, Tried.NOT_ADEQUATELY, Tried.PERHAPS_ADEQUATELY}


def with_one_more(history, trial):
    if isinstance(trial, Psychotherapy):
        return replace(history, psychotherapies=(*history.psychotherapies, trial))
    return replace(history, medicine_trials=(*history.medicine_trials, trial))


@given(therapies, st.integers(0, 500))
def test_an_unknown_number_of_sessions_never_makes_a_therapy_adequate(trial, sessions):
    unknown = adequacy(replace(trial, sessions=None)).truth
    assert unknown is UNKNOWN
    assert adequacy(replace(trial, sessions=sessions)).truth in {YES, NO, UNKNOWN}


@given(medicines, st.sampled_from(("dose_mg_per_day", "weeks")))
def test_an_unknown_never_makes_a_medicine_adequate(trial, field):
    assert adequacy(replace(trial, **{field: None})).truth is not YES


@given(medicines, st.floats(0, 400), st.floats(0, 200))
def test_what_is_settled_while_something_is_unknown_stays_settled(trial, mg, weeks):
    before = adequacy(trial).truth
    if before is not UNKNOWN:
        filled = replace(
            trial,
            dose_mg_per_day=mg if trial.dose_mg_per_day is None else trial.dose_mg_per_day,
            weeks=weeks if trial.weeks is None else trial.weeks,
        )
        assert adequacy(filled).truth is before


@given(histories, therapies | medicines)
def test_adding_a_trial_never_removes_an_option_tried_and_never_lowers_the_count(history, trial):
    more = with_one_more(history, trial)
    for option in FIRST_LINE:
        if history.tried(option) in WAS_TRIED:
            assert more.tried(option) in WAS_TRIED
        if history.tried(option) is Tried.ADEQUATELY:
            assert more.tried(option) is Tried.ADEQUATELY
    assert more.adequate_trials.known >= history.adequate_trials.known
    assert set(more.first_line_not_tried) <= set(history.first_line_not_tried)


@given(histories)
def test_nothing_is_said_to_be_untried_while_the_list_may_be_longer(history):
    open_ended = replace(history, psychotherapies_complete=UNKNOWN, medicines_complete=NO)
    assert open_ended.first_line_not_tried == ()
    assert open_ended.adequate_trials.most is None


@given(histories)
def test_every_option_that_was_not_tried_adequately_is_named_once(history):
    said = " ".join(history.not_yet_tried())
    for option in FIRST_LINE:
        assert said.count(option.says) == (history.tried(option) is not Tried.ADEQUATELY)


@given(histories, st.randoms(use_true_random=False))
def test_the_order_of_entry_says_nothing(history, chance):
    mixed = [list(history.psychotherapies), list(history.medicine_trials)]
    for each in mixed:
        chance.shuffle(each)
    other = replace(history, psychotherapies=tuple(mixed[0]), medicine_trials=tuple(mixed[1]))
    assert other.not_yet_tried() == history.not_yet_tried()
    assert (other.adequate_trials, other.count_failed()) == (history.adequate_trials, history.count_failed())


@given(histories)
def test_known_is_never_more_than_possible_and_failures_never_more_than_trials(history):
    for count in (history.adequate_trials, history.count_failed()):
        assert count.most is None or count.known <= count.most <= len(history.trials)
    assert history.count_failed().known <= history.adequate_trials.known


@given(histories)
def test_a_history_is_read_as_it_was_written(history):
    stored = replace(history, taking=())
    assert history_from(history_as_plain(stored)) == stored
