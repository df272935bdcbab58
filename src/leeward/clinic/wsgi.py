"""The door for page servers."""

import os
from importlib import import_module
from threading import Thread

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leeward.clinic.settings")

application = get_wsgi_application()

from django.utils import timezone  # noqa: E402 - once the project is loaded

from leeward.clinic.web.roll_call import keep_saying  # noqa: E402

keep_saying("web", now=timezone.now)
# The compiled kernels take seconds to load, once: beside the first pages, and not while a nurse waits for a forecast.
Thread(target=import_module, args=("leeward.pharmacology.kernels",), daemon=True).start()
