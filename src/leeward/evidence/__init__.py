"""Every clinical number, with the place in the literature that it comes from."""

from leeward.evidence.bibliography import bibliography as bibliography
from leeward.evidence.cited import Cited as Cited
from leeward.evidence.cited import Facts as Facts
from leeward.evidence.cited import Reference as Reference
from leeward.evidence.cited import assumed as assumed
from leeward.evidence.cited import cite as cite
from leeward.evidence.cited import derived as derived
from leeward.evidence.claims import CLAIMS as CLAIMS
from leeward.evidence.claims import Claim as Claim
from leeward.evidence.source import Certainty as Certainty
from leeward.evidence.source import Design as Design
from leeward.evidence.source import Source as Source
from leeward.evidence.source import Status as Status
