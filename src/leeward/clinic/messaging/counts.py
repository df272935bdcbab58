"""What is counted of messages for Prometheus; no label names anybody."""

from typing import Final

from leeward.clinic.web import metrics  # noqa: F401 - sets the folder of the counts before the library is imported

from prometheus_client import Counter  # isort: skip

SENT: Final = Counter("leeward_sent_messages", "Messages to patients, by what came of them.", ("channel", "outcome"))
