"""The door for page servers."""

import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leeward.clinic.settings")

application = get_wsgi_application()
import_module("leeward.pharmacology.kernels")  # takes seconds, once: now, and not while a nurse waits for a forecast
