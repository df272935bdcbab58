"""A process that shares the infusions as a gateway does, and says on each line which shares it holds."""

import json
import sys
import time

from leeward.cli.project import set_up_django

set_up_django()

from django.conf import settings  # noqa: E402 - after Django is there
from django.db import connection  # noqa: E402

from leeward.clinic.infusions.shares import open_shares  # noqa: E402

connection.settings_dict["NAME"] = sys.argv[1] or connection.settings_dict["NAME"]  # the test's own database
shares = open_shares(settings.HOME)
while True:
    told = shares.renew()
    print(
        json.dumps({"at": time.monotonic(), "held": sorted(told.held), "watched": sorted(shares.watched)}), flush=True
    )
    time.sleep(0.25)
