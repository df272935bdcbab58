"""Pages of the course: the trajectory, the forecast that was kept, and whether forecasts held."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from leeward.clinic.outcomes import calibration_page, forecast_page, foretelling, trajectory_page
from leeward.clinic.outcomes.mapping import CannotRead
from leeward.clinic.people.signed_in import staff_of
from leeward.clinic.people.views import banner_or_404


@require_safe
def trajectory(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Each edition of PCL-5 through the course; where a score cannot be read, that and nothing else."""
    banner = banner_or_404(person_id)
    context: dict[str, object] = {"banner": banner}
    try:
        page = trajectory_page.trajectory_page(person_id, name=banner.name, now=timezone.now())
    except CannotRead as why:
        return render(request, "outcomes/trajectory.html", context | {"trouble": str(why)})
    return render(request, "outcomes/trajectory.html", context | {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def forecast(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show what was foretold; asked by a clinician, foretell anew."""
    banner, by = banner_or_404(person_id), staff_of(request)
    problem = ""
    if request.method == "POST":
        try:
            foretelling.keep_forecast(person_id=person_id, by=by, at=timezone.now())
        except foretelling.CannotForetell as why:
            problem = str(why)
        else:
            messages.success(request, "What is foretold from the records of now was kept.")
            return redirect("outcomes:forecast", person_id)
    page = forecast_page.forecast_page(person_id, name=banner.name, role=by.works_as)
    context = {"banner": banner, "page": page, "problem": problem}
    return render(request, "outcomes/forecast.html", context, status=422 if problem else 200)


@require_safe
def calibration(request: HttpRequest) -> HttpResponse:
    """Whether this clinic's own forecasts held."""
    return render(request, "outcomes/calibration.html", {"page": calibration_page.calibration_page()})
