"""A process that shares the infusions as a gateway does, and says on each line which shares it holds."""

import json
import sys
import time


def main(database: str) -> None:
    """Renew four times a second, in the test's own database, until killed."""
    from leeward.cli.project import set_up_django

    set_up_django()
    from django.conf import settings
    from django.db import connection

    from leeward.clinic.infusions.shares import open_shares

    connection.settings_dict["NAME"] = database
    shares = open_shares(settings.HOME)
    while True:
        told = shares.renew()
        print(json.dumps({"held": sorted(told.held), "watched": sorted(shares.watched)}), flush=True)
        time.sleep(0.25)


if __name__ == "__main__":
    main(sys.argv[1])
