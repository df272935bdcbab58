"""Pages of a course: the timeline, the report, and the report as a file."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from leeward.clinic.courses import queries
from leeward.clinic.courses.report import render_report
from leeward.clinic.people.signed_in import staff_of
from leeward.clinic.people.views import banner_or_404


@require_safe
def timeline(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Everything that happened, in order of time."""
    banner = banner_or_404(person_id)
    page = queries.timeline_page(banner, role=staff_of(request).works_as)
    return render(request, "courses/timeline.html", {"banner": banner, "page": page})


@require_safe
def report(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The report, to be read and printed."""
    banner = banner_or_404(person_id)
    made = queries.report(banner, by=staff_of(request), now=timezone.now())
    return render(request, "courses/report_page.html", {"banner": banner, "report": made})


@require_safe
def report_file(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The report as one file that opens without the clinic."""
    banner = banner_or_404(person_id)
    made = queries.report(banner, by=staff_of(request), now=timezone.now())
    response = HttpResponse(render_report(made))
    response["Content-Disposition"] = f'attachment; filename="course-{person_id}.html"'
    return response
