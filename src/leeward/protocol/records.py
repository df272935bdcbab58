"""How long what devices sent is kept at its own rate; after that one reading a minute stays."""

from leeward.evidence import Facts, assumed


class Keeping(Facts):
    """Counted from the day of measurement; pressures, what the journal names, and artefacts stay for good."""

    raw_readings = assumed(
        "3650 d",
        why="Ten years: no figure of the dossier. How long a record is kept is law that differs from state to state: "
        "the medical director asks a lawyer and sets it.",
    )
