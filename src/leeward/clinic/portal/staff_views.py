"""The clinic's pages of the portal: giving out a link, and going through what was sent."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from leeward.clinic.assessments.wording import count
from leeward.clinic.people.signed_in import staff_of
from leeward.clinic.people.views import banner_or_404
from leeward.clinic.portal import actions, queries, taking
from leeward.clinic.portal.link_forms import MakeLink
from leeward.clinic.portal.picture import as_picture


@require_http_methods(["GET", "HEAD", "POST"])
def intake(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """A person's links; a new one is shown once, in the answer to the form that made it."""
    banner, now, by = banner_or_404(person_id), timezone.now(), staff_of(request)
    form, link, trouble = MakeLink(request.POST or None), "", ""
    if request.method == "POST" and form.is_valid():
        try:
            token = actions.make_link(person_id=person_id, link_id=form.cleaned_data["link_id"], by=by, at=now)
            link = request.build_absolute_uri(reverse("portal:door", args=[token]))
        except actions.CannotInvite as why:
            trouble = str(why)
    context = {
        "banner": banner,
        "page": queries.intake_page(person_id, role=by.works_as, now=now),
        "form": MakeLink(),
        "link": link,
        "picture": as_picture(link) if link else "",
        "trouble": trouble,
    }
    return render(request, "portal/intake.html", context, status=422 if trouble else 200)


@require_POST
def revoke(request: HttpRequest, person_id: UUID, link_id: UUID) -> HttpResponse:
    """Take a link back."""
    try:
        actions.revoke(person_id=person_id, link_id=link_id, by=staff_of(request), at=timezone.now())
    except queries.NotFound as why:
        raise Http404 from why
    messages.success(request, "The link was taken back. It opens nothing any more.")
    return redirect("portal:intake", person_id)


@require_http_methods(["GET", "HEAD", "POST"])
def answers(request: HttpRequest, person_id: UUID, link_id: UUID) -> HttpResponse:
    """Go through what was sent, and take it over."""
    banner, by = banner_or_404(person_id), staff_of(request)
    try:
        if request.method == "POST":
            messages.success(request, _decide(request, person_id, link_id))
            return redirect("portal:answers", person_id, link_id)
        page = queries.answers_page(person_id, link_id, role=by.works_as)
    except (queries.NotFound, taking.CannotTake) as why:
        raise Http404 from why
    return render(request, "portal/answers.html", {"banner": banner, "page": page})


def _decide(request: HttpRequest, person_id: UUID, link_id: UUID) -> str:
    """Do what was pressed, and say what was done."""
    by, at, keys = staff_of(request), timezone.now(), request.POST.getlist("take")
    if request.POST.get("do") == "new":
        number = taking.take_what_is_new(person_id=person_id, link_id=link_id, by=by, at=at)
    elif request.POST.get("do") == "leave":
        number = taking.leave(person_id=person_id, link_id=link_id, keys=keys, by=by, at=at)
        return f"{count(number, 'answer was', 'answers were')} left out. They stay readable here."
    else:
        number = taking.take(person_id=person_id, link_id=link_id, keys=keys, by=by, at=at)
    if not number:
        return "Nothing was taken over: nothing was ticked that could be."
    return f"{count(number, 'answer was', 'answers were')} taken over, as told by the patient at home."
