"""What a patient's other medicines do together with ketamine."""

from leeward.medicines.interaction import DayAction as DayAction
from leeward.medicines.interaction import Effect as Effect
from leeward.medicines.interaction import Interaction as Interaction
from leeward.medicines.interaction import Route as Route
from leeward.medicines.interaction import Severity as Severity
from leeward.medicines.names import How as How
from leeward.medicines.reading import Entry as Entry
from leeward.medicines.reading import Reading as Reading
from leeward.medicines.reading import read as read
from leeward.medicines.review import Counts as Counts
from leeward.medicines.review import MedicationReview as MedicationReview
from leeward.medicines.review import MedicineFinding as MedicineFinding
from leeward.medicines.review import review as review
from leeward.medicines.table import INTERACTIONS as INTERACTIONS
