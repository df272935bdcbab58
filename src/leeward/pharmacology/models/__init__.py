"""Published models of ketamine's course, one file each, named author_year and never edited after release."""

from leeward.pharmacology.model import Model
from leeward.pharmacology.models.clements_1981 import CLEMENTS as CLEMENTS
from leeward.pharmacology.models.domino_1982 import DOMINO as DOMINO
from leeward.pharmacology.models.kamp_2020 import KAMP as KAMP
from leeward.pharmacology.models.otto_2021 import OTTO as OTTO
from leeward.pharmacology.models.perez_ruixo_2021 import PEREZ_RUIXO as PEREZ_RUIXO
from leeward.pharmacology.models.simons_2022 import SIMONS as SIMONS

EVERY = (CLEMENTS, DOMINO, KAMP, OTTO, PEREZ_RUIXO, SIMONS)


class CannotFind(LookupError):
    """There is no model of that name."""

    def __str__(self) -> str:
        return str(self.args[0])


def by_key(key: str) -> Model:
    """Return the model of that name, as in `by_key("otto_2021")`; raises CannotFind with the names that there are."""
    for model in EVERY:
        if model.key == key:
            return model
    raise CannotFind(f"There is no model {key!r}. Choose one of {', '.join(model.key for model in EVERY)}.")
