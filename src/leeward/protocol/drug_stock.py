"""How a controlled drug is kept, opened, counted and missed."""

from leeward.evidence import Facts, Status, assumed, cite
from leeward.evidence.sources import CFR_1304, DEA_LOSS_2023


class OpenedVial(Facts):
    """A vial once drawn from."""

    serves = assumed(
        "1 people",
        why="One vial, one patient. Ketalar's label calls its vials multiple-dose (read at second hand) and other "
        "makers' differ; one patient a vial is stricter, and leaves nothing opened on the shelf over night.",
    )
    good_for = assumed(
        "4 h", why="What immediate use under USP 797 is said to allow; recalled, the chapter was not read."
    )


class Counting(Facts):
    """What a count may differ by, and what a bag may hold more or less than the account says."""

    opened_vial = assumed("0.5 mL", why="What an eye reads from a vial, and its makers' overfill; no source.")
    left_in_bag = assumed("5 %", why="Of the bag: what pumps are said to be accurate to; as hazard H30.")


class Loss(Facts):
    """What a theft or significant loss asks of the registrant (United States)."""

    told_within = cite("1 d", DEA_LOSS_2023, at="written notice to the field office within one business day")
    form_106_within = cite("45 d", DEA_LOSS_2023, at="Form 106, complete and online")


class Keeping(Facts):
    """How long records are kept."""

    records = cite("2 year", CFR_1304, at="1304.04", status=Status.SECONDARY)
