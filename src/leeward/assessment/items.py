"""What is asked and measured before anyone is treated: forms, imports and documents are made from these lists."""

from leeward.assessment.item import BodySystem as BodySystem
from leeward.assessment.item import Item as Item
from leeward.assessment.item import Measure as Measure
from leeward.assessment.item import Moment as Moment
from leeward.assessment.measures import MEASURES as MEASURES
from leeward.assessment.questions.body import BODY_ITEMS
from leeward.assessment.questions.brain import BRAIN_ITEMS, EYE_ITEMS
from leeward.assessment.questions.day import DAY_ITEMS
from leeward.assessment.questions.heart import HEART_ITEMS
from leeward.assessment.questions.mind import CONSENT_ITEMS, MIND_ITEMS, SUBSTANCE_ITEMS

ITEMS: tuple[Item, ...] = (
    *HEART_ITEMS,
    *BRAIN_ITEMS,
    *EYE_ITEMS,
    *MIND_ITEMS,
    *SUBSTANCE_ITEMS,
    *CONSENT_ITEMS,
    *BODY_ITEMS,
    *DAY_ITEMS,
)
