"""A real clinic, a real browser, and people of every role in front of it."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import Browser, Error, sync_playwright

from journeys.served import Clinic, Process, staffed
from journeys.visitor import Visitor

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Put the logs of the clinic, and a picture of every tab, beside a failure."""
    report = yield
    if report.failed and "clinic" in item.funcargs:
        clinic = item.funcargs["clinic"]
        report.sections.append(("the clinic's logs", clinic.told()))
        for visitor in getattr(item, "visitors", ()):
            with suppress(Error):
                where = f"{visitor.page.url}\npicture: {visitor.take_picture(clinic.home)}\n"
                told = visitor.page.locator("body").inner_text()[:3000]
                report.sections.append((f"what {visitor.name} saw", where + told))
    return report


@pytest.fixture(scope="session")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    """The clinic that all journeys of one worker share, with its staff."""
    with staffed(tmp_path_factory.mktemp("clinic")) as made:
        yield made


@pytest.fixture
def bedside(clinic: Clinic) -> Iterator[Process]:
    """The simulated monitors, for one test."""
    process = clinic.bedside()
    yield process
    process.stop()
    clinic.processes.remove(process)


# Not for the whole session: while Playwright runs, no other test of this process could use asyncio.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Headless Chromium."""
    names = ("chromium", "chromium-browser", "google-chrome")
    chromium = next(filter(None, map(shutil.which, names)), None)
    if chromium is None:
        pytest.fail(
            "The journeys need Chromium, and there is none on the path. Install it (Debian, Ubuntu: sudo apt-get "
            "install chromium fonts-dejavu-core), or run `./run test`, which does."
        )
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield running
        running.close()


@pytest.fixture
def enter(request, browser: Browser, clinic: Clinic) -> Iterator[Callable[..., Visitor]]:
    """Let somebody in: enter("nurse") is signed in, enter(None) is anybody. What went wrong in a tab fails the test."""
    visitors: list[Visitor] = []
    request.node.visitors = visitors

    def let_in(who: str | None, *, width: int = 1280, signed_in: bool = True) -> Visitor:
        context = browser.new_context(
            viewport={"width": width, "height": 900 if width > 600 else 844}, storage_state=clinic.passes.get(who or "")
        )
        visitor = Visitor(context, clinic, who or "anybody")
        visitors.append(visitor)
        if who and signed_in and who not in clinic.passes:
            visitor.sign_in()
            clinic.passes[who] = context.storage_state()
        return visitor

    yield let_in
    troubles = [f"{each.name}: {trouble}" for each in visitors for trouble in each.troubles]
    for each in visitors:
        each.context.close()
    assert not troubles, "\n".join(troubles)
