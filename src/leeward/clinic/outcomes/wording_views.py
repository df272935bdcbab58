"""Pages on the wording of instruments: the list, and giving a clinic's own form."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from leeward.clinic.outcomes import wording_actions, wording_forms, wordings
from leeward.clinic.people.signed_in import staff_of
from leeward.instruments import EVERY, Scale

STEPS = {"keep": wording_forms.KeepForm, "return": wording_forms.ReturnForm}


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Every instrument, and whose words it is shown in."""
    return render(request, "outcomes/wordings.html", {"areas": wordings.areas()})


@require_http_methods(["GET", "HEAD", "POST"])
def wording(request: HttpRequest, scale_key: str) -> HttpResponse:
    """One instrument: read a form, compare it, put it in force, or go back to our labels."""
    scale = next((each for each in EVERY if each.key == scale_key), None)
    if scale is None:
        raise Http404
    step = request.POST.get("step", "give")
    form = STEPS.get(step, wording_forms.GiveForm)(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "step": step, "scale": scale}
    done = False
    if request.method == "POST" and form.is_valid():
        try:
            done = _take(request, scale, form, step, context)
        except wording_actions.CannotKeep as why:
            form.add_error(None, str(why))
    if done:
        return redirect("outcomes:wording", scale.key)
    if context["step"] == "keep" and "preview" not in context:
        context |= _preview_again(scale, form)
    context["give"] = form if context["step"] == step == "give" else wording_forms.GiveForm()
    context["returns"] = form if step == "return" else wording_forms.ReturnForm()
    context["page"] = wordings.page(scale, role=staff_of(request).works_as)
    refused = request.method == "POST" and bool(context["form"].errors)
    return render(request, "outcomes/wording.html", context, status=422 if refused else 200)


def _take(request: HttpRequest, scale: Scale, form: Form, step: str, context: dict[str, Any]) -> bool:
    """Do what one step asks for; True where the page is to be loaded anew."""
    told, by, at = form.cleaned_data, staff_of(request), timezone.now()
    if step == "return":
        wording_actions.return_to_labels(scale_key=scale.key, why=told["why"], by=by, at=at)
        messages.success(request, "Leeward’s own labels are in force again.")
        return True
    given = {"scale_key": scale.key, "document": told["document"], "link_ids": told["link_ids"].split()}
    if step == "keep":
        wording_actions.keep_wording(**given, rights=told["rights"], by=by, at=at)
        messages.success(request, "These words are shown from now on.")
        return True
    found = wording_actions.read_form(**given)
    initial = {"document": told["document"], "link_ids": told["link_ids"], "rights": ""}
    context |= {"form": wording_forms.KeepForm(initial=initial), "step": "keep"}
    context |= {"preview": wordings.preview(scale, found), "found": found}
    return False


def _preview_again(scale: Scale, form: Form) -> dict[str, Any]:
    """Return the preview that stood on the page before something was found missing."""
    try:
        found = wording_actions.read_form(
            scale_key=scale.key, document=form.data.get("document", ""), link_ids=form.data.get("link_ids", "").split()
        )
    except wording_actions.CannotKeep:
        return {"step": "give", "form": form}
    return {"preview": wordings.preview(scale, found), "found": found}
