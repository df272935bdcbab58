"""Check that every template is formatted as djade formats it; run by `./run check`."""

import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]


def main() -> int:
    """Return djade's exit status over all templates of the clinic."""
    templates = sorted(str(path) for path in (REPOSITORY / "src").rglob("templates/**/*.html"))
    return subprocess.run(
        [Path(sys.executable).with_name("djade"), "--check", "--target-version", "5.2", *templates]
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
