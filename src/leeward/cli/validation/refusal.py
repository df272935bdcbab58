"""Why a validation report is not written."""


class CannotValidate(Exception):
    """The engine is not as exact as its acceptance list asks: nothing else on the page could be trusted."""
