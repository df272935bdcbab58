"""Notes are sealed with a key from the clinic's secret: whoever reads the database alone reads none of them."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


class CannotUnseal(Exception):
    """The note was sealed under another secret than this clinic's."""


def seal(text: str) -> str:
    """Return the text sealed."""
    return _key().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Return the text; raises CannotUnseal where the clinic's secret was changed since."""
    try:
        return _key().decrypt(sealed.encode()).decode()
    except InvalidToken as why:
        raise CannotUnseal(
            "This note was sealed under another secret. Put the clinic's secret of that time back (LEEWARD_SECRET)."
        ) from why


def _key() -> Fernet:
    digest = hashlib.sha256(f"therapy-notes:{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
