"""The patient's sheet for one infusion day."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from leeward.clinic.assessments import queries
from leeward.clinic.people.views import banner_or_404
from leeward.clinic.web.forms import DateField


class StartForm(forms.Form):
    """When the infusion begins, by the clinic's clock."""

    day = DateField(label="Day of the infusion")
    time = forms.TimeField(label="Start", help_text="By the clinic's clock, such as 10:00.")

    def starts_at(self) -> datetime:
        """Return the instant; the form must be valid."""
        return timezone.make_aware(datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"]))


@require_safe
def day_sheet(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Food, drink, medicines, company and driving by the clock; for reading aloud and for printing."""
    banner = banner_or_404(person_id)
    start = queries.proposed_start(timezone.now())
    told = request.GET or None
    form = StartForm(told, initial={"day": start.date(), "time": f"{start:%H:%M}"})
    context: dict[str, Any] = {"banner": banner, "form": form, "sheet": None}
    if told is None or form.is_valid():
        at = form.starts_at() if told is not None else start
        context["sheet"] = queries.day_sheet(person_id, infusion_at=at)
    return render(request, "assessments/day_sheet.html", context, status=422 if form.errors else 200)
