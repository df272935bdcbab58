"""A sentence of the core in the language of the page."""

from django import template

from leeward.clinic.web.spoken import spoken as in_language

register = template.Library()
register.filter("spoken", in_language)
