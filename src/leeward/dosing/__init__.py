"""What to give, over how long, and why."""

from leeward.dosing.body_size import BodyWeights as BodyWeights
from leeward.dosing.body_size import body_weights as body_weights
from leeward.dosing.order import CannotOrder as CannotOrder
from leeward.dosing.order import Order as Order
from leeward.dosing.preparation import DILUENTS as DILUENTS
from leeward.dosing.preparation import FORMULARY_VIALS as FORMULARY_VIALS
from leeward.dosing.preparation import CannotConfirm as CannotConfirm
from leeward.dosing.preparation import CannotPrepare as CannotPrepare
from leeward.dosing.preparation import Preparation as Preparation
from leeward.dosing.preparation import Vial as Vial
from leeward.dosing.preparation import confirm_pump as confirm_pump
from leeward.dosing.preparation import prepare as prepare
from leeward.dosing.preparation import verify as verify
from leeward.dosing.weight_entry import WeightCheck as WeightCheck
from leeward.dosing.weight_entry import check_weight as check_weight
