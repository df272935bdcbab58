"""The catalogs of patients' words: what the code asks for, what they say, and how they are compiled.

python tests/catalogs.py            compile every catalog
python tests/catalogs.py missing    print what has no Spanish yet, ready to paste into the catalog
"""

import ast
import importlib
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.template.base import Lexer, TokenType
from django.utils.translation.template import templatize

ALWAYS = datetime(2026, 1, 1, tzinfo=UTC)  # the same words are the same bytes, whenever they are compiled
CLINIC = Path(__file__).parents[1] / "src" / "leeward" / "clinic"
BROUGHT = ("account", "allauth", "mfa")  # templates of allauth's pages: the staff's, worded by web/locale/en
ONE = frozenset({"gettext", "gettext_lazy", "gettext_noop", "pgettext", "pgettext_lazy", "_"})
MANY = frozenset({"ngettext", "ngettext_lazy", "npgettext", "npgettext_lazy"})
CALL = re.compile(r"(?<!\w)(_|n?p?gettext)\(")
LITERAL = re.compile(r"\s*u?(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')\s*,?")
SILENT = re.compile(r"(?s)<(script|style|title[^>]*></title)\b.*?</\1>|<!--.*?-->|<[^>]*>|&\w+;")
TRANSLATED = re.compile(r"(?s){%\s*(?:blocktrans|blocktranslate)\b.*?{%\s*end(?:blocktrans|blocktranslate)\s*%}")
COMMENT = re.compile(r"(?s){%\s*comment\b.*?{%\s*endcomment\s*%}")

Message = str | tuple[str, str]  # the words, or one and many


def catalogs() -> list[Path]:
    """Return every Spanish catalog."""
    return sorted(CLINIC.glob("*/locale/es/LC_MESSAGES/django.po"))


def catalog_of(app: str) -> Path:
    """Return where an app's Spanish stands."""
    return CLINIC / app / "locale" / "es" / "LC_MESSAGES" / "django.po"


def read(path: Path) -> Catalog:
    """Read a catalog; raise where it is not well formed."""
    with path.open("rb") as file:
        return read_po(file, locale="es", abort_invalid=True)


def compiled(path: Path) -> bytes:
    """Return what the `.mo` beside a catalog must hold."""
    out, catalog = BytesIO(), read(path)
    catalog.creation_date = catalog.revision_date = ALWAYS
    write_mo(out, catalog)
    return out.getvalue()


def apps() -> list[str]:
    """Return the apps that ask for words in the patient's language."""
    found = sorted(path.name for path in CLINIC.iterdir() if path.is_dir() and (path / "__init__.py").exists())
    return [app for app in found if asked_for(app)]


def asked_for(app: str) -> dict[Message, str]:
    """Return every message that an app's templates and modules ask for, with where it does first."""
    found: dict[Message, str] = {}
    for path in sorted((CLINIC / app).rglob("*.py")):
        if "migrations" not in path.parts:
            for message in _of_module(path):
                found.setdefault(message, str(path.relative_to(CLINIC)))
    for path in templates(app):
        for message in _of_template(path):
            found.setdefault(message, str(path.relative_to(CLINIC)))
    if (CLINIC / app / "from_core.py").exists():  # sentences of the core that this app shows: `sentences()` yields them
        for said in importlib.import_module(f"leeward.clinic.{app}.from_core").sentences():
            found.setdefault(said, f"{app}/from_core.py")
    return found


def templates(app: str) -> list[Path]:
    """Return an app's templates, also those of mails and leaflets, without those of pages that others brought."""
    root = CLINIC / app / "templates"
    return [
        path
        for path in sorted(root.rglob("*"))
        if path.suffix in {".html", ".txt"} and path.relative_to(root).parts[0] not in BROUGHT
    ]


def speaks(path: Path) -> bool:
    """Does a template say that it is translated? It does by loading i18n and translating something."""
    return bool(re.search(r"{%\s*(trans|blocktrans)", path.read_text()))


def bare_text(path: Path) -> list[str]:
    """Return the words of a template that would stay English in every language."""
    source = COMMENT.sub("", TRANSLATED.sub("", path.read_text()))
    text = "".join(token.contents if token.token_type is TokenType.TEXT else "" for token in Lexer(source).tokenize())
    return [line for part in SILENT.sub("\n", text).splitlines() if re.search(r"[A-Za-z]{2,}", line := part.strip())]


def _of_module(path: Path) -> Iterator[Message]:
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        texts = [each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
        if name in ONE and texts:
            yield texts[-1]
        elif name in MANY and len(texts) > 1:
            yield texts[-2], texts[-1]


def _of_template(path: Path) -> Iterator[Message]:
    source = templatize(path.read_text(), origin=str(path))
    for call in CALL.finditer(source):
        texts, at = [], call.end()
        while found := LITERAL.match(source, at):
            texts.append(ast.literal_eval(found.group(1)))
            at = found.end()
        if call.group(1).startswith("n"):
            yield texts[-2], texts[-1]
        elif texts:
            yield texts[-1]


def missing(app: str) -> list[str]:
    """Return entries without Spanish, as they would stand in the catalog."""
    path = catalog_of(app)
    known = read(path) if path.exists() else Catalog(locale="es")
    entries = []
    for message, where in asked_for(app).items():
        entry = known.get(message if isinstance(message, str) else message[0])
        if entry is None or not all(entry.string if isinstance(entry.string, tuple) else (entry.string,)):
            entries.append(_entry(message, where))
    return entries


def _entry(message: Message, where: str) -> str:
    if isinstance(message, str):
        flag = "#, python-format\n" if re.search(r"%\(\w+\)", message) else ""
        return f'#: {where}\n{flag}msgid {_quoted(message)}\nmsgstr ""\n'
    one, many = message
    return (
        f"#: {where}\n#, python-format\nmsgid {_quoted(one)}\nmsgid_plural {_quoted(many)}\n"
        'msgstr[0] ""\nmsgstr[1] ""\n'
    )


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def main(told: list[str]) -> int:
    """Compile, or print what is missing."""
    import django

    django.setup()
    if told == ["missing"]:
        for app in apps():
            print(f"## {catalog_of(app).relative_to(CLINIC)}\n", *missing(app), sep="\n")
        return 0
    for path in catalogs():
        path.with_suffix(".mo").write_bytes(compiled(path))
    print(f"{len(catalogs())} catalogs compiled.")
    return 0


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leeward.clinic.settings")
    sys.exit(main(sys.argv[1:]))
