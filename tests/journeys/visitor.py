"""Somebody in front of the clinic's pages: a browser tab that notices what should never be there."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Locator, Request, Response, expect

from journeys.served import PASSWORD, Clinic

T = TypeVar("T")
OWN = {"127.0.0.1", "localhost"}  # passkeys know names and no numbers
WITHOUT_HOST = {"data", "blob", "about"}
WRONG = {"serious", "critical"}


def choose(radio: Locator) -> None:
    """Choose a radio button by its key: a bar that arrives above it moves what a pointer aims at."""
    radio.press("Space")
    expect(radio).to_be_checked()


class Visitor:
    """One tab of one person; `troubles` are what a page should never do."""

    def __init__(self, context: BrowserContext, clinic: Clinic, name: str) -> None:
        self.name, self.clinic, self.context = name, clinic, context
        self.page = context.new_page()
        self.page.set_default_timeout(20_000)
        self.troubles: list[str] = []
        self.refusals: set[int] = set()  # answers that this visit provokes, and that the browser tells as errors
        self.is_cut_off = False  # this visit takes its own network away, and the browser tells that as errors
        self.looked_at: set[str] = set()
        self.page.on("request", self._asked)
        self.page.on("console", self._told)
        self.page.on("pageerror", lambda error: self.troubles.append(f"script: {error}"))

    def _asked(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in WITHOUT_HOST and address.hostname not in OWN:
            self.troubles.append(f"a request left for {request.url}")

    def _told(self, message: ConsoleMessage) -> None:
        status = re.search(r"responded with a status of (\d+)", message.text)
        if status and int(status[1]) in self.refusals:
            return
        if re.search(r"htmx:(sendAbort|afterRequest|oobErrorNoTarget)\b", message.text):
            return  # a question that was given up, or answered too late, because its page is being left
        if self.is_cut_off and re.search(r"net::ERR_|htmx:(sendError|timeout)", message.text):
            return
        if message.type == "error" or "Content Security Policy" in message.text:
            self.troubles.append(f"console on {self.page.url}: {message.text}")

    def go(self, path: str) -> Response:
        """Open a page of the clinic; it answers with 200 unless another answer is expected."""
        response = self.page.goto(path if path.startswith("http") else self.clinic.address + path)
        assert response is not None
        assert response.status == 200 or response.status in self.refusals, f"{path} answered {response.status}"
        return response

    def sign_in(self, *, password: str = PASSWORD) -> "Visitor":
        """Sign in by the form."""
        self.go("/accounts/login/")
        self.fill("Username", self.name)
        self.fill("Password", password)
        self.page.get_by_role("button", name="Sign in", exact=True).click()
        expect(self.page).not_to_have_url(re.compile("/accounts/login/"))
        return self

    # What people do

    def fill(self, label: str, text: str, *, exact: bool = False) -> None:
        self.page.get_by_label(label, exact=exact).first.fill(text)

    def press(self, name: str, *, within: Locator | None = None) -> None:
        """Press a button by what it says."""
        (within or self.page).get_by_role("button", name=name).click()

    def follow(self, name: str | re.Pattern[str], *, within: Locator | None = None) -> None:
        """Follow a link by what it says."""
        (within or self.page).get_by_role("link", name=name).first.click()

    def pick(self, name: str, value: object) -> None:
        """Choose one of several radio buttons by the field's name; some hide behind their labels."""
        choose(self.page.locator(f'input[name="{name}"][value="{value}"]'))

    def choose_all(self, word: str) -> int:
        """Give the same answer to every question of the page; return how many there were."""
        rows = self.page.locator("fieldset.question, fieldset.check")
        for row in rows.all():
            choose(row.get_by_label(word, exact=True))
        return rows.count()

    def cut_off(self, *, back: bool = False) -> None:
        """Take this browser's network away, or give it back."""
        self.is_cut_off = True  # what fails is told late
        self.context.set_offline(not back)

    # What is looked at

    def sees(self, *words: str | re.Pattern[str]) -> None:
        """Every one of the words stands on the page, in large or small letters."""
        for each in words:
            expect(self.page.locator("body"), f"{each} on {self.page.url}").to_contain_text(each, ignore_case=True)

    def looks(self, *, again: bool = False) -> None:
        """Go over the page with axe, once per kind of page."""
        kind = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "*", urlsplit(self.page.url).path)
        if kind in self.looked_at and not again:
            return
        self.looked_at.add(kind)
        axe = Axe()
        found = self._measured(lambda: axe.run(self.page, options={"resultTypes": ["violations"]})).response[
            "violations"
        ]
        for each in found:
            if each["impact"] in WRONG:
                where = "; ".join(node["html"][:160] for node in each["nodes"][:3])
                self.troubles.append(f"axe on {kind}: {each['id']}, {each['impact']}: {each['help']}: {where}")

    def width(self) -> int:
        """How wide the page wants to be."""
        return self._measured(lambda: self.page.evaluate("document.documentElement.scrollWidth"))

    def _measured(self, measure: Callable[[], T]) -> T:
        """Measure the page; one that was just being left is measured again on the page that followed it."""
        for _ in range(2):
            self.page.wait_for_load_state()
            try:
                return measure()
            except Error:
                self.page.locator("body").wait_for()
        return measure()

    def take_picture(self, folder: Path) -> Path:
        path = folder / f"{self.name}.png"
        self.page.screenshot(path=path, full_page=True)
        return path
