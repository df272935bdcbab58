"""Pages about people, and the page one lands on."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from leeward.clinic.people import actions, forms, queries
from leeward.clinic.people.access import may
from leeward.clinic.people.roles import NOT_YET
from leeward.clinic.people.signed_in import staff_of


def banner_or_404(person_id: UUID) -> queries.Banner:
    """The patient banner; a person who is not there is an address that is not there."""
    try:
        return queries.banner(person_id, now=timezone.now())
    except ObjectDoesNotExist as why:
        raise Http404 from why


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What waits today for the role that is signed in."""
    now = timezone.now()
    role = staff_of(request).works_as
    waiting = queries.home_waiting(role=role, now=now)
    return render(request, "people/home.html", {"waiting": waiting, "now": now, "not_yet": NOT_YET.get(role, ())})


@require_safe
def people_list(request: HttpRequest) -> HttpResponse:
    """The list of people, searched."""
    form = forms.Search(request.GET)
    search = form.cleaned_data["q"] if form.is_valid() else ""
    may_add = may(staff_of(request).works_as, "people:add", "POST")
    context = {"form": form, "page": queries.people_page(search=search), "may_add": may_add}
    return render(request, "people/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Open a record by hand; people who may be the same are shown first."""
    form = forms.Identity(request.POST if request.method == "POST" else None)
    likely: tuple[queries.PersonLine, ...] = ()
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        likely = queries.likely_same(
            family_name=told["family_name"], given_names=told["given_names"], born=told["born"]
        )
        if not likely or "new" in request.POST:
            try:
                return redirect("people:person", actions.add_person(**told, at=timezone.now()))
            except actions.CannotSaveIdentity as why:
                form.add_error("record_number", str(why))
    context = {"form": form, "likely": likely}
    return render(request, "people/add.html", context, status=422 if request.method == "POST" else 200)


@require_safe
def person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """One person: identity, allergies, and where each step of the way stands."""
    banner = banner_or_404(person_id)
    page = queries.person_page(person_id, role=staff_of(request).works_as)
    return render(request, "people/person.html", {"banner": banner, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def identity(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Correct who a person is."""
    banner = banner_or_404(person_id)
    form = forms.Identity(request.POST if request.method == "POST" else None, initial=queries.identity(person_id))
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_identity(person_id=person_id, **form.cleaned_data)
        except actions.CannotSaveIdentity as why:
            form.add_error("record_number", str(why))
        else:
            messages.success(request, "Identity and contact were saved.")
            return redirect("people:person", person_id)
    context = {"banner": banner, "form": form}
    return render(request, "people/identity.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def allergies(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Record the answer about allergies."""
    banner = banner_or_404(person_id)
    form = forms.Allergies(
        request.POST if request.method == "POST" else None, initial=_allergies_initial(queries.allergies(person_id))
    )
    if request.method == "POST" and form.is_valid():
        actions.record_allergies(
            person_id=person_id, substances=form.cleaned_data["substances"], by=staff_of(request), at=timezone.now()
        )
        messages.success(request, "The answer about allergies was recorded.")
        return redirect("people:person", person_id)
    context = {"banner": banner, "form": form}
    return render(request, "people/allergies.html", context, status=422 if form.errors else 200)


def _allergies_initial(told: tuple[str, ...] | None) -> dict[str, str]:
    if told is None:
        return {}
    return {"state": forms.Allergies.SOME if told else forms.Allergies.NONE, "substances": "\n".join(told)}
