"""Pages of a course: the timeline, the report, and the report as a file."""

from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from leeward.clinic.courses import queries
from leeward.clinic.courses.infusion_report import InfusionReport
from leeward.clinic.courses.pdf import as_pdf
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


@require_safe
def infusion_report(request: HttpRequest, person_id: UUID, infusion_id: UUID) -> HttpResponse:
    """The report of one infusion, to be read and printed."""
    made = _infusion_or_404(person_id, infusion_id)
    return render(request, "courses/infusion_report.html", {"banner": banner_or_404(person_id), "report": made})


@require_safe
def infusion_pdf(_request: HttpRequest, person_id: UUID, infusion_id: UUID) -> HttpResponse:
    """The same report as a PDF."""
    made = _infusion_or_404(person_id, infusion_id)
    response = HttpResponse(as_pdf(made), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="infusion-{infusion_id}.pdf"'
    return response


def _infusion_or_404(person_id: UUID, infusion_id: UUID) -> InfusionReport:
    try:
        return queries.infusion_report(banner_or_404(person_id), infusion_id=infusion_id, now=timezone.now())
    except ObjectDoesNotExist as why:
        raise Http404 from why
