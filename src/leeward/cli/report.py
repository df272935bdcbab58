"""placeholder while the report is being written"""


class CannotWrite(Exception): ...


def write_report(w, p): ...
