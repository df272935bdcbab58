"""The page on which an infusion tells what it taught."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from leeward.clinic.infusions import learning
from leeward.clinic.infusions.views import or_404
from leeward.clinic.people.access import may
from leeward.clinic.people.signed_in import role_of, staff_of
from leeward.clinic.people.views import banner_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def learned(request: HttpRequest, person_id: UUID, infusion_id: UUID) -> HttpResponse:
    """What the infusion taught; asked for, it is learned now, which takes seconds."""
    banner = banner_or_404(person_id)
    page = or_404(learning.learned_page, person_id=person_id, infusion_id=infusion_id, now=timezone.now())
    if request.method == "POST":
        try:
            learning.keep(person_id=person_id, infusion_id=infusion_id, by=staff_of(request), at=timezone.now())
            messages.success(request, "Learned from this infusion as it stands on record.")
        except learning.REFUSALS as why:
            messages.error(request, str(why))
        return redirect("infusions:learned", person_id, infusion_id)
    context = {"banner": banner, "page": page, "infusion_id": infusion_id}
    return render(
        request, "infusions/learned.html", {**context, "may_learn": may(role_of(request), "infusions:learned", "POST")}
    )
