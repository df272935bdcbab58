"""TLS at the gateway's door: the clinic's certificate, and whose certificates it takes from monitors."""

import argparse
import ssl
from pathlib import Path


class CannotEncrypt(Exception):
    """Why the gateway cannot listen with TLS, and what to do."""


def add_tls(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--tls-certificate", type=Path, metavar="FILE", help="listen with TLS: the chain, as PEM")
    parser.add_argument("--tls-key", type=Path, metavar="FILE", help="its private key, as PEM")
    parser.add_argument(
        "--tls-clients", type=Path, metavar="FILE",
        help="hear only who shows a certificate that one of these (PEM) signed, or that is one of them",
    )  # fmt: skip


def tls_of(arguments: argparse.Namespace) -> ssl.SSLContext | None:
    """Return how to listen with TLS, None where no certificate is named; raises CannotEncrypt."""
    certificate, key, clients = arguments.tls_certificate, arguments.tls_key, arguments.tls_clients
    if certificate is None:
        if key is not None or clients is not None:
            raise CannotEncrypt("--tls-key and --tls-clients need --tls-certificate: without it nothing is encrypted.")
        return None
    try:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.minimum_version = ssl.TLSVersion.TLSv1_2  # what monitors of the last ten years speak
        context.load_cert_chain(certificate, key)
        if clients is not None:
            context.load_verify_locations(clients)
            context.verify_mode = ssl.CERT_REQUIRED
            # A monitor's own certificate may stand there in the place of who signed it.
            context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    except (OSError, ssl.SSLError) as why:
        files = ", ".join(str(file) for file in (certificate, key, clients) if file is not None)
        raise CannotEncrypt(f"TLS cannot be used with {files}: {why}. Name a PEM certificate and its key.") from why
    return context
