"""A nurse's tablet: it sends forms, keeps what is charted without network, and brings it when that is back."""

from collections.abc import Callable
from datetime import timedelta

from clinic_day.forms import QUEUED, Answer, Form
from clinic_day.web import Web
from clinic_day.world import World

WAITS_S = 6.0  # then the page says that it is not connected
AGAIN_S = 20.0
TRIES = 60


class Tablet:
    """One tablet with a clock of its own and times without network."""

    def __init__(self, world: World, name: str, web: Web) -> None:
        self._world, self._web, self.name = world, web, name
        self._chance = world.chance(f"tablet {name}")
        self.offset_s = self._chance.choice((0.0, 0.0, 0.0, 3.0, -40.0, 200.0))
        self.offline: list[tuple[float, float]] = []
        self.is_careless = False
        self.queue: list[Form] = []
        self._is_bringing = False

    def be_offline(self, begins_s: float, lasts_s: float) -> None:
        self.offline.append((begins_s, begins_s + lasts_s))
        self._world.after(begins_s, self._world.fault, "tablet offline", self.name)

    @property
    def is_offline(self) -> bool:
        return any(begins <= self._world.s < ends for begins, ends in self.offline)

    def post(self, form: Form) -> Callable[[Callable[[Answer], None]], None]:
        """Return what sends the form and calls back with what became of it."""

        def go(resume: Callable[[Answer], None]) -> None:
            self._try(form, resume, 0)
            if self.is_careless and self._chance.random() < 0.08:
                self._world.fault("double click", self.name)
                self._world.after(0.3, self._web.take, form, lambda _: None)

        return go

    def _try(self, form: Form, resume: Callable[[Answer], None], tries: int) -> None:
        heard = [False]

        def answered(answer: Answer) -> None:
            if not heard[0] and not self._loses():
                heard[0] = True
                resume(answer)

        def waited() -> None:
            if heard[0]:
                return
            heard[0] = True
            self._not_connected(form, resume, tries)

        if not self.is_offline and not self._loses():
            self._world.after(0.1, self._web.take, form, answered)
        self._world.after(WAITS_S, waited)

    def _loses(self) -> bool:
        """Is one request, or its answer, lost?"""
        if not self.is_careless or self._chance.random() >= 0.02:
            return False
        self._world.fault("request or answer lost", self.name)
        return True

    def _not_connected(self, form: Form, resume: Callable[[Answer], None], tries: int) -> None:
        if form.verb in QUEUED:
            at = self._world.now + timedelta(seconds=self.offset_s - WAITS_S)
            self.queue.append(form._replace(at=at))
            self._world.happened["charted without network"] += 1
            if not self._is_bringing:
                self._is_bringing = True
                self._world.after(AGAIN_S, self._bring)
            resume(Answer("queued"))
        elif tries < TRIES:
            self._world.after(AGAIN_S, self._try, form, resume, tries + 1)
        else:
            resume(Answer("given up"))

    def _bring(self) -> None:
        if self.queue and not self.is_offline:
            batch, sent_at = self.queue[:8], self._world.now + timedelta(seconds=self.offset_s)
            self._world.after(0.1, self._web.take_late, batch, sent_at, lambda answers: self._settle(batch, answers))
            if self._chance.random() < 0.2:
                self._world.fault("queue sent twice", self.name)
                self._world.after(0.4, self._web.take_late, batch, sent_at, lambda _: None)
        self._is_bringing = bool(self.queue)
        if self.queue:
            self._world.after(AGAIN_S, self._bring)

    def _settle(self, batch: list[Form], answers: list[Answer]) -> None:
        if self._loses():
            return
        safe = {form.form_id for form, answer in zip(batch, answers, strict=True) if answer.became != "failed"}
        self.queue = [form for form in self.queue if form.form_id not in safe]
