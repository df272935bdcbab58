"""A link as a picture that a telephone's camera reads."""

import base64
from io import BytesIO

import qrcode
from qrcode.image.svg import SvgPathImage


def as_picture(text: str) -> str:
    """Return a QR code as a `data:` address of an SVG."""
    kept = BytesIO()
    qrcode.make(text, image_factory=SvgPathImage, border=1).save(kept)
    return f"data:image/svg+xml;base64,{base64.b64encode(kept.getvalue()).decode()}"
