"""How a walk is told on a terminal: steps with their lines, and a bar for what takes time."""

from collections.abc import Callable

from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, Progress, TextColumn
from rich.text import Text


class Terminal:
    """Tells each step as it is done; the bar stands while time is simulated."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self._bar: Progress | None = None
        self._number = 0

    def step(self, title: str, *lines: str) -> None:
        """Print the step's title and its lines."""
        self._close()
        self._number += 1
        self.console.print(f"[bold]{self._number}. {title}[/bold]", highlight=False)
        for line in lines:
            self.console.print(Padding(Text(line), (0, 0, 0, 3)))

    def progress(self, title: str) -> Callable[[float, float], None]:
        """Show a bar and return what moves it: (minutes done, minutes in all)."""
        self._close()
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("minute {task.completed:.0f} of about {task.total:.0f}"),
            console=self.console,
        )
        task = self._bar.add_task(title, total=1.0)
        self._bar.start()
        bar = self._bar
        return lambda done, of: bar.update(task, completed=done, total=of)

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = None
