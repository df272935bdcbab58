"""Dates and times in English pages that are not ours: 14-Jul-1985 08:41."""

DATE_FORMAT = SHORT_DATE_FORMAT = "d-M-Y"
DATETIME_FORMAT = SHORT_DATETIME_FORMAT = "d-M-Y H:i"
TIME_FORMAT = "H:i"
