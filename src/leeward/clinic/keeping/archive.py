"""One backup as one file: what it holds, packed, and encrypted in the age format, which its own tool opens too."""

import io
import json
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Final

import pyrage

MANIFEST: Final = "manifest.json"
DATABASE: Final = "database"
SIGNING: Final = "secret"  # the file of that name in the clinic's folder
HOLDS: Final = frozenset({MANIFEST, DATABASE, SIGNING})
OWNER_ONLY: Final = 0o600
LARGEST_MANIFEST: Final = 1 << 20  # bytes


class CannotKeep(Exception):
    """Why a backup cannot be made or used, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup is of: by which version, when (ISO 8601, UTC), from which kind of database, how many rows."""

    leeward: str
    at: str
    vendor: str
    rows: dict[str, int]
    secret_told: str  # first characters of the secret's digest, empty where the archive holds the secret itself


def new_key(path: Path) -> str:
    """Draw a key into a file that only its owner may read; return its public half."""
    identity = pyrage.x25519.Identity.generate()
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "w") as file:
            file.write(f"# Leeward's backups are opened with this. Keep a copy in another place.\n{identity}\n")
    except FileExistsError:
        raise CannotKeep(f"{path} exists already. A key is never overwritten: backups would be lost with it.") from None
    except OSError as why:
        raise CannotKeep(f"The key cannot be written to {path}: {why.strerror}.") from None
    return str(identity.to_public())


DRAW_ONE: Final = "Draw one with `leeward backup --new-key {path}`, or name the right file."
NAME_IT: Final = "Name the file of the key that was drawn for this backup: no other opens it."


def read_key(path: Path, *, or_else: str = DRAW_ONE) -> pyrage.x25519.Identity:
    """Return the key of a file, as `age-keygen` and `leeward backup --new-key` write it; else say what to do."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise CannotKeep(f"The key {path} cannot be read. {or_else.format(path=path)}") from None
    for line in lines:
        if line.startswith("AGE-SECRET-KEY-"):
            try:
                return pyrage.x25519.Identity.from_str(line.strip())
            except pyrage.IdentityError:
                break
    raise CannotKeep(f"{path} holds no age key (a line that begins with AGE-SECRET-KEY-).")


def seal(folder: Path, into: Path, *, key: pyrage.x25519.Identity) -> None:
    """Pack what the folder holds, encrypt it, and put it in place whole or not at all."""
    packed, part = folder / "packed.tar.gz", into.with_suffix(".part")
    try:
        with tarfile.open(packed, "w:gz") as tar:
            for name in sorted(HOLDS):
                if (folder / name).exists():
                    tar.add(folder / name, arcname=name)
        with packed.open("rb") as plain, _private(part) as sealed:
            pyrage.encrypt_io(plain, sealed, [key.to_public()])
            sealed.flush()
            os.fsync(sealed.fileno())
        part.replace(into)
        _sync_folder(into.parent)
    except OSError as why:
        part.unlink(missing_ok=True)
        raise CannotKeep(f"The backup could not be written to {into}: {why.strerror or why}.") from None
    finally:
        packed.unlink(missing_ok=True)


def unseal(file: Path, into: Path, *, key: pyrage.x25519.Identity) -> Manifest:
    """Decrypt and unpack a backup into an empty folder; return what it says of itself."""
    packed = into / "packed.tar.gz"
    try:
        with file.open("rb") as sealed, _private(packed) as plain:
            pyrage.decrypt_io(sealed, plain, [key])
        with tarfile.open(packed, "r:gz") as tar:
            for member in tar:
                _unpack(tar, member, into)
    except (OSError, pyrage.DecryptError) as why:
        if isinstance(why, OSError) and why.strerror:
            raise CannotKeep(f"The backup {file} cannot be read: {why.strerror}.") from None
        raise CannotKeep(
            f"{file} cannot be opened: it is cut short, changed, no backup, or sealed with another key than this."
        ) from None
    except (tarfile.TarError, EOFError):
        raise CannotKeep(f"{file} was opened, and holds no backup of Leeward.") from None
    finally:
        packed.unlink(missing_ok=True)
    return read_manifest(into, of=file)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write what the backup says of itself."""
    with _private(folder / MANIFEST) as file:
        file.write(json.dumps(asdict(manifest), indent=1).encode())


def read_manifest(folder: Path, *, of: Path) -> Manifest:
    """Read what the backup says of itself."""
    try:
        told = json.loads((folder / MANIFEST).read_bytes())
        return Manifest(**told)
    except (OSError, ValueError, TypeError):
        raise CannotKeep(f"{of} was opened, and holds no backup of Leeward.") from None


def _unpack(tar: tarfile.TarFile, member: tarfile.TarInfo, into: Path) -> None:
    """Take a plain file that belongs to a backup, and nothing else, whatever the archive holds."""
    content = tar.extractfile(member) if member.isfile() and member.name in HOLDS else None
    if content is None or (member.name == MANIFEST and member.size > LARGEST_MANIFEST):
        raise tarfile.TarError(member.name)
    with _private(into / member.name) as file:
        while piece := content.read(io.DEFAULT_BUFFER_SIZE):
            file.write(piece)


@contextmanager
def _private(path: Path) -> Iterator[IO[bytes]]:
    """Open a new file that only its owner may read."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY), "wb") as file:
        yield file


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
