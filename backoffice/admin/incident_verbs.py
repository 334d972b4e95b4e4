"""What can be done about an incident in the back-office: each verb is one call."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from unfold.enums import ActionVariant
from unfold.forms import BaseDialogForm
from unfold.widgets import (
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from backoffice.admin.screen import Screen, dialog, done, may_change
from backoffice.viewer import viewer
from incidents.lifecycle import privacy
from incidents.lifecycle import services as lifecycle
from incidents.people.models import Person
from incidents.record import queries
from incidents.record.models import Incident
from incidents.record.services import NoSuchIncident
from incidents.response import services as response
from incidents.response import verbs
from incidents.values import OPEN, TEXT_LIMIT, Mistake, Status

VERBS = [
    "accept",
    "decline",
    "resolve",
    "close",
    "reopen",
    "merge",
    "make_private",
    "make_public",
]
NEXT = {
    "accept": (Status.TRIAGE,),
    "decline": (Status.TRIAGE,),
    "merge": OPEN,
    "resolve": OPEN,
    "close": (Status.RESOLVED, Status.POST_INCIDENT),
    "reopen": (
        Status.RESOLVED,
        Status.POST_INCIDENT,
        Status.CLOSED,
        Status.DECLINED,
    ),
    "make_private": tuple(Status),
    "make_public": tuple(Status),
}


class ReasonForm(BaseDialogForm):  # type: ignore[misc]
    """Why; it goes on the timeline."""

    reason = forms.CharField(
        required=False,
        max_length=TEXT_LIMIT,
        help_text="It is posted in Slack and kept on the timeline.",
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
    )


class CloseForm(ReasonForm):
    """As it is, with what its severity still asks for, if an admin says why."""

    anyway = forms.BooleanField(
        required=False,
        label="Close it as it is",
        help_text="Although something is missing; the reason is needed then.",
        widget=UnfoldBooleanWidget,
    )


class IntoForm(BaseDialogForm):  # type: ignore[misc]
    """The incident that goes on."""

    into = forms.RegexField(
        r"^\s*(?:#|(?i:inc-?))?[0-9]{1,18}\s*$",
        label="Goes on as",
        help_text="An open incident, such as INC-12.",
        widget=UnfoldAdminTextInputWidget(),
    )


if TYPE_CHECKING:
    _Base = Screen[Incident]
else:
    _Base = object


class Verbs(_Base):
    """Buttons on an incident's page; only what may follow is shown."""

    def has_act_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_change(request, Incident)

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        """Only what may follow its status, and what this person may decide."""
        found = self.get_queryset(request).filter(pk=object_id).first()
        offered = super().get_actions_detail(request, object_id)  # type: ignore[misc]
        return [a for a in offered if found and _fits(a.path, found, viewer(request))]

    @dialog(
        "Accept this incident?",
        text="It is real: you look into it, and lead it if nobody does.",
        submit="Accept incident",
        icon="thumb_up",
        variant=ActionVariant.SUCCESS,
    )
    def accept(
        self, request: HttpRequest, form: object, object_id: str
    ) -> HttpResponse:
        return self._act(request, object_id, verbs.accept)

    @dialog(
        "Decline this incident?",
        text="It is nothing. Say why.",
        submit="Decline incident",
        icon="thumb_down",
        form=ReasonForm,
    )
    def decline(
        self, request: HttpRequest, form: ReasonForm, object_id: str
    ) -> HttpResponse:
        return self._act(
            request, object_id, verbs.decline, reason=form.cleaned_data["reason"]
        )

    @dialog(
        "Resolve this incident?",
        text="Slack is told, and the card and announcement change.",
        submit="Resolve incident",
        icon="check_circle",
        variant=ActionVariant.SUCCESS,
        form=ReasonForm,
    )
    def resolve(
        self, request: HttpRequest, form: ReasonForm, object_id: str
    ) -> HttpResponse:
        return self._act(
            request, object_id, response.resolve, reason=form.cleaned_data["reason"]
        )

    @dialog(
        "Close this incident?",
        text="Nothing is left to do about it. Says what is missing if something is.",
        submit="Close incident",
        icon="lock",
        form=CloseForm,
    )
    def close(
        self, request: HttpRequest, form: CloseForm, object_id: str
    ) -> HttpResponse:
        return self._act(
            request,
            object_id,
            lifecycle.close,
            reason=form.cleaned_data["reason"],
            anyway=form.cleaned_data["anyway"],
        )

    @dialog(
        "Reopen this incident?",
        text="It goes back to investigating, and Slack is told. Say why.",
        submit="Reopen incident",
        icon="replay",
        variant=ActionVariant.WARNING,
        form=ReasonForm,
    )
    def reopen(
        self, request: HttpRequest, form: ReasonForm, object_id: str
    ) -> HttpResponse:
        return self._act(
            request, object_id, verbs.reopen, reason=form.cleaned_data["reason"]
        )

    @dialog(
        "Merge this incident into another one?",
        text="It ends. Its timeline is copied; its follow-ups and the people in it "
        "move along, unless the other one is private.",
        submit="Merge incident",
        icon="merge",
        form=IntoForm,
    )
    def merge(
        self, request: HttpRequest, form: IntoForm, object_id: str
    ) -> HttpResponse:
        digits = "".join(c for c in form.cleaned_data["into"] if c in "0123456789")

        def merged(**more: Any) -> Incident:
            into = queries.find(int(digits), by=viewer(request))
            return verbs.merge(into=into, **more)

        return self._act(request, object_id, merged)

    @dialog(
        "Make this incident private?",
        text="Only who takes part, and you, may see it then. Its announcement is "
        "deleted. Its Slack channel stays as it is: an admin of the workspace can "
        "convert it. Who saw it, saw it.",
        submit="Make private",
        icon="visibility_off",
        variant=ActionVariant.WARNING,
    )
    def make_private(
        self, request: HttpRequest, form: object, object_id: str
    ) -> HttpResponse:
        return self._act(request, object_id, privacy.make_private)

    @dialog(
        "Make this incident public?",
        text="It is announced, and everybody may read its timeline from the beginning. "
        "Its Slack channel stays as it is.",
        submit="Make public",
        icon="visibility",
        variant=ActionVariant.WARNING,
    )
    def make_public(
        self, request: HttpRequest, form: object, object_id: str
    ) -> HttpResponse:
        return self._act(request, object_id, privacy.make_public)

    def _act(
        self,
        request: HttpRequest,
        object_id: str,
        verb: Callable[..., Incident],
        **more: Any,
    ) -> HttpResponse:
        incident = found(object_id, request)
        try:
            incident = verb(
                incident=incident, by=viewer(request), now=timezone.now(), **more
            )
        except Mistake as mistake:
            messages.error(request, mistake.message)
        else:
            state = incident.get_status_display().lower()
            if incident.is_private:
                state = f"{state}, private"
            self.log_change(request, incident, f"Now {state}")
            messages.success(request, f"{incident.reference} is now {state}.")
        return done(
            request, reverse("admin:incidents_incident_change", args=[object_id])
        )


def found(object_id: str, request: HttpRequest) -> Incident:
    """The incident. Raises Http404, also when the viewer may not know of it."""
    try:
        return queries.find(int(object_id), by=viewer(request))
    except (ValueError, NoSuchIncident) as error:
        raise Http404(str(error)) from error


def _fits(verb: str, incident: Incident, person: Person) -> bool:
    if incident.status not in NEXT[verb]:
        return False
    if verb == "make_private":
        return not incident.is_private
    owners = (incident.declared_by_id, incident.lead_id)
    return verb != "make_public" or (incident.is_private and person.pk in owners)
