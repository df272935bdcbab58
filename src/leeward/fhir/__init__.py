"""Records from and for other systems, as FHIR R4."""

from leeward.fhir.bundle import import_bundle as import_bundle
from leeward.fhir.imported import CannotImport as CannotImport
from leeward.fhir.imported import Imported as Imported
from leeward.fhir.imported import ImportedAnswer as ImportedAnswer
from leeward.fhir.imported import Left as Left
from leeward.fhir.imported import PersonFacts as PersonFacts
from leeward.fhir.imported import Provenance as Provenance
from leeward.fhir.imported import Question as Question
from leeward.fhir.imported import Stated as Stated
from leeward.fhir.observation import to_observation as to_observation
