"""The door for page servers."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leeward.clinic.settings")

application = get_wsgi_application()
