"""Pages of psychotherapy: plans, sessions, notes, who may read them, and outside therapists' links."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from leeward.clinic.people.access import may
from leeward.clinic.people.signed_in import staff_of
from leeward.clinic.people.views import banner_or_404
from leeward.clinic.therapy import actions, forms, notes_page, outside_actions, pages, planning, reading
from leeward.clinic.therapy.outside_actions import Invited
from leeward.course.therapy import TherapyKind

REFUSALS = (actions.CannotTreat, outside_actions.CannotInvite)


@require_safe
def of_person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The plans of a person, and what is known of the combination."""
    return _page(request, person_id)


@require_POST
def make(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Plan sessions with a therapist of this clinic."""
    form = forms.Plan(request.POST, therapists=pages.therapists())
    banner_or_404(person_id)
    if form.is_valid():
        told = form.cleaned_data
        try:
            found = actions.make_plan(
                plan_id=told["form_id"], person_id=person_id, reason=told["reason"],
                wanted=planning.wanted(person_id, told["kind"], sessions=told["sessions"], minutes=told["minutes"]),
                therapist=pages.staff_by_id(told["therapist"]), by=staff_of(request), at=timezone.now(),
            )  # fmt: skip
        except REFUSALS as why:
            form.add_error(None, str(why))
        else:
            for says in found.says:
                messages.warning(request, says)
            messages.success(request, f"{len(found.placed)} sessions stand in both calendars.")
            return redirect("therapy:of_person", person_id)
    return _page(request, person_id, form=form)


@require_POST
def outside(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Plan sessions with an outside therapist; link and code are shown once, in this answer."""
    form = forms.Outside(request.POST, auto_id="outside_%s")
    banner_or_404(person_id)
    if form.is_valid():
        told = form.cleaned_data
        try:
            made = outside_actions.invite(
                plan_id=told["form_id"], person_id=person_id, kind=TherapyKind[told["kind"].upper()],
                sessions=told["sessions"], name=told["name"], phone=told["phone"], by=staff_of(request),
                at=timezone.now(),
            )  # fmt: skip
        except REFUSALS as why:
            form.add_error(None, str(why))
        else:
            return _shown(request, person_id, made)
    return _page(request, person_id, outside_form=form)


@require_POST
def link(request: HttpRequest, person_id: UUID, plan_id: UUID) -> HttpResponse:
    """Make another link to the same part."""
    banner_or_404(person_id)
    form = Form(request.POST)
    try:
        made = outside_actions.invite_again(
            person_id=person_id, plan_id=plan_id, by=staff_of(request), at=timezone.now()
        )
    except ObjectDoesNotExist as why:
        raise Http404 from why
    except REFUSALS as why:
        form.add_error(None, str(why))
        return _page(request, person_id, linking=form)
    return _shown(request, person_id, made)


@require_POST
def revoke(request: HttpRequest, person_id: UUID, plan_id: UUID) -> HttpResponse:
    """Take the links back."""
    return _do(request, person_id, Form(request.POST), "revoking", lambda: outside_actions.revoke(
        person_id=person_id, plan_id=plan_id, by=staff_of(request), at=timezone.now()
    ), said="The link was taken back. It opens nothing any more.")  # fmt: skip


@require_POST
def end(request: HttpRequest, person_id: UUID, plan_id: UUID) -> HttpResponse:
    """End a plan."""
    form = forms.Why(request.POST)
    return _do(request, person_id, form, "ending", lambda: actions.end_plan(
        person_id=person_id, plan_id=plan_id, says=form.cleaned_data["says"], by=staff_of(request), at=timezone.now()
    ), said="The plan was ended; its sessions to come are cancelled.")  # fmt: skip


@require_POST
def readers(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Record whom the patient names to read the signed-in therapist's notes, or that it is taken back."""
    by = staff_of(request)
    form = forms.Reader(request.POST, colleagues=pages.colleagues(besides=by), auto_id="reader_%s")
    return _do(request, person_id, form, "naming", lambda: actions.name_reader(
        person_id=person_id, reader=pages.staff_by_id(form.cleaned_data["reader"]),
        may_read="take_back" not in request.POST, says=form.cleaned_data["says"], by=by, at=timezone.now(),
    ), said="What the patient said was recorded.")  # fmt: skip


@require_POST
def reader_back(request: HttpRequest, person_id: UUID, author_id: int, reader_id: int) -> HttpResponse:
    """Record that the patient took back a reader of the notes of a therapist who left."""
    form = forms.Why(request.POST, auto_id="back_%s")
    return _do(request, person_id, form, "taking_back", lambda: actions.take_reader_back(
        person_id=person_id, author_id=author_id, reader_id=reader_id, says=form.cleaned_data["says"],
        by=staff_of(request), at=timezone.now(),
    ), said="What the patient said was recorded.")  # fmt: skip


@require_safe
def session(request: HttpRequest, person_id: UUID, session_id: UUID) -> HttpResponse:
    """One session."""
    return _session(request, person_id, session_id, forms.Held(initial={"minutes": 60}))


@require_POST
def held(request: HttpRequest, person_id: UUID, session_id: UUID) -> HttpResponse:
    """The session took place."""
    form = forms.Held(request.POST)
    if form.is_valid():
        try:
            actions.hold_session(
                person_id=person_id, session_id=session_id, **form.cleaned_data, by=staff_of(request),
                at=timezone.now(),
            )  # fmt: skip
        except ObjectDoesNotExist as why:
            raise Http404 from why
        except REFUSALS as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, "The session was recorded as held.")
            return redirect("therapy:session", person_id, session_id)
    return _session(request, person_id, session_id, form)


@require_http_methods(["GET", "HEAD", "POST"])
def notes(request: HttpRequest, person_id: UUID, session_id: UUID) -> HttpResponse:
    """The notes of one session, for their therapist and whom the patient named."""
    banner, by = banner_or_404(person_id), staff_of(request)
    form = forms.Note(request.POST if request.method == "POST" else None)
    try:
        page = notes_page.notes_page(person_id, session_id, by=by)
        if request.method == "POST" and form.is_valid():
            actions.write_note(
                note_id=form.cleaned_data["form_id"], person_id=person_id, session_id=session_id,
                text=form.cleaned_data["text"], by=by, at=timezone.now(),
            )  # fmt: skip
            return redirect("therapy:notes", person_id, session_id)
    except ObjectDoesNotExist as why:
        raise Http404 from why
    except notes_page.NotNamed:
        return render(request, "therapy/not_named.html", {"banner": banner}, status=404)
    except actions.CannotTreat as why:
        form.add_error(None, str(why))
    context = {"banner": banner, "page": page, "form": form, "session_id": session_id}
    return render(request, "therapy/notes.html", context, status=422 if form.errors else 200)


def _page(request: HttpRequest, person_id: UUID, **shown: Form) -> HttpResponse:
    banner, by = banner_or_404(person_id), staff_of(request)
    context = {
        "banner": banner,
        "page": pages.therapy_page(person_id, by=by, now=timezone.now()),
        "form": forms.Plan(therapists=pages.therapists()),
        "outside_form": forms.Outside(auto_id="outside_%s"),
        "naming": forms.Reader(colleagues=pages.colleagues(besides=by), auto_id="reader_%s"),
        "ending": forms.Why(auto_id="end_%s"),
        "left_readers": reading.left_readers(person_id) if may(by.works_as, "therapy:reader_back", "POST") else (),
        **shown,
    }
    wrong = any(form.errors for form in shown.values())
    return render(request, "therapy/of_person.html", context, status=422 if wrong else 200)


def _session(request: HttpRequest, person_id: UUID, session_id: UUID, form: Form) -> HttpResponse:
    banner = banner_or_404(person_id)
    try:
        page = pages.session_page(person_id, session_id, by=staff_of(request), now=timezone.now())
    except ObjectDoesNotExist as why:
        raise Http404 from why
    context = {"banner": banner, "page": page, "form": form}
    return render(request, "therapy/session.html", context, status=422 if form.errors else 200)


def _shown(request: HttpRequest, person_id: UUID, made: Invited) -> HttpResponse:
    address = request.build_absolute_uri(reverse("therapy:outside_door", args=[made.token]))
    context = {"banner": banner_or_404(person_id), "link": address, "code": made.code}
    return render(request, "therapy/invited.html", context)


def _do(
    request: HttpRequest, person_id: UUID, form: Form, name: str, act: Callable[[], object], *, said: str
) -> HttpResponse:  # fmt: skip
    banner_or_404(person_id)
    if form.is_valid():
        try:
            act()
        except ObjectDoesNotExist as why:
            raise Http404 from why
        except REFUSALS as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, said)
            return redirect("therapy:of_person", person_id)
    return _page(request, person_id, **{name: form})
