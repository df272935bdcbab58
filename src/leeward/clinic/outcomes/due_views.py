"""Pages of what is due: of one person, and of the clinic."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from leeward.clinic.outcomes import due_page, worklist
from leeward.clinic.outcomes.mapping import CannotRead
from leeward.clinic.people.signed_in import staff_of
from leeward.clinic.people.views import banner_or_404


@require_safe
def due(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """What is due of one person; where a score cannot be read, that and nothing else."""
    context: dict[str, object] = {"banner": banner_or_404(person_id)}
    try:
        page = due_page.due_page(person_id, role=staff_of(request).works_as, now=timezone.now())
    except CannotRead as why:
        return render(request, "outcomes/due.html", context | {"trouble": str(why)})
    return render(request, "outcomes/due.html", context | {"page": page})


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Whose questionnaires are overdue."""
    return render(request, "outcomes/worklist.html", {"page": worklist.worklist(now=timezone.now())})
