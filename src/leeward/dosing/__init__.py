"""What to give, over how long, and why."""

from leeward.dosing.approval import CannotApprove as CannotApprove
from leeward.dosing.approval import approve as approve
from leeward.dosing.before import Before as Before
from leeward.dosing.order import CannotOrder as CannotOrder
from leeward.dosing.order import Order as Order
from leeward.dosing.preparation import DILUENTS as DILUENTS
from leeward.dosing.preparation import FORMULARY_VIALS as FORMULARY_VIALS
from leeward.dosing.preparation import CannotPrepare as CannotPrepare
from leeward.dosing.preparation import Preparation as Preparation
from leeward.dosing.preparation import Vial as Vial
from leeward.dosing.preparation import prepare as prepare
from leeward.dosing.preparation import verify as verify
from leeward.dosing.proposal import OUTSIDE as OUTSIDE
from leeward.dosing.proposal import STUDIED as STUDIED
from leeward.dosing.proposal import Chance as Chance
from leeward.dosing.proposal import Option as Option
from leeward.dosing.proposal import Proposal as Proposal
from leeward.dosing.proposal import WeightChoice as WeightChoice
from leeward.dosing.propose import consider as consider
from leeward.dosing.propose import propose as propose
from leeward.dosing.weigh import CannotPropose as CannotPropose
from leeward.dosing.weight_entry import WeightCheck as WeightCheck
from leeward.dosing.weight_entry import check_weight as check_weight
from leeward.pharmacology.body_size import BodyWeights as BodyWeights
from leeward.pharmacology.body_size import body_weights as body_weights
