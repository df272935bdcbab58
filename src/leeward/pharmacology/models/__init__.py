"""Published models of ketamine's course, one file each, named author_year and never edited after release."""

from leeward.pharmacology.models.clements_1981 import CLEMENTS as CLEMENTS
from leeward.pharmacology.models.domino_1982 import DOMINO as DOMINO
from leeward.pharmacology.models.kamp_2020 import KAMP as KAMP
from leeward.pharmacology.models.otto_2021 import OTTO as OTTO
from leeward.pharmacology.models.simons_2022 import SIMONS as SIMONS

EVERY = (CLEMENTS, DOMINO, KAMP, OTTO, SIMONS)
