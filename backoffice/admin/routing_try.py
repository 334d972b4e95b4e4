"""The box in which routing rules are tried on an alert; it changes nothing."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from backoffice.viewer import viewer
from incidents.alerts.conditions import listed
from incidents.alerts.models import Alert
from incidents.alerts.trying import Example, labels_of, try_alert, try_typed
from incidents.catalog.models import Service
from incidents.values import Mistake

RECENT = 30
TEMPLATE = "backoffice/routing_try.html"


class ExampleForm(forms.Form):
    """A recent alert, or one that is made up."""

    alert = forms.ModelChoiceField(
        Alert.objects.none(),
        required=False,
        label="A recent alert",
        empty_label="None: the one below",
        widget=UnfoldAdminSelectWidget,
    )
    service = forms.ModelChoiceField(
        Service.objects.all(), required=False, widget=UnfoldAdminSelectWidget
    )
    title = forms.CharField(
        required=False, max_length=200, widget=UnfoldAdminTextInputWidget
    )
    source = forms.CharField(
        required=False,
        max_length=40,
        widget=UnfoldAdminTextInputWidget,
        help_text="Such as alertmanager.",
    )
    severity = forms.CharField(
        required=False,
        max_length=40,
        widget=UnfoldAdminTextInputWidget,
        help_text="The tool's own word, such as critical.",
    )
    tags = forms.CharField(
        required=False,
        max_length=500,
        widget=UnfoldAdminTextInputWidget,
        help_text="With commas between.",
    )
    labels = forms.CharField(
        required=False,
        max_length=10_000,
        widget=UnfoldAdminTextareaWidget({"rows": 4}),
        help_text="One in a line, such as job=nightly.",
    )
    body = forms.CharField(
        required=False,
        max_length=20_000,
        widget=UnfoldAdminTextareaWidget({"rows": 3}),
    )
    at = forms.CharField(
        required=False,
        max_length=40,
        label="When",
        widget=UnfoldAdminTextInputWidget({"placeholder": "2026-12-25 12:00"}),
        help_text="In UTC; empty for now.",
    )

    def __init__(self, *args: Any, alerts: QuerySet[Alert], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["alert"].queryset = alerts  # type: ignore[attr-defined]

    def clean_at(self) -> datetime:
        typed = str(self.cleaned_data["at"]).strip()
        if not typed:
            return timezone.now()
        try:
            found = datetime.fromisoformat(typed)
        except ValueError:
            raise forms.ValidationError(
                "This is no time: write it such as 2026-12-25 12:00."
            ) from None
        if not 1970 <= found.year <= 2200:
            raise forms.ValidationError("This year is in no calendar here.")
        return found if found.tzinfo else found.replace(tzinfo=UTC)

    def clean_labels(self) -> dict[str, str]:
        try:
            return labels_of(str(self.cleaned_data["labels"]))
        except Mistake as mistake:
            raise forms.ValidationError(mistake.message) from mistake

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("alert") and "alert" not in self.errors:
            for name in ("service", "title"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, "Needed unless you choose a recent alert.")
        return cleaned

    def example(self) -> Example:
        """What the rules say of it."""
        cleaned = self.cleaned_data
        if cleaned["alert"]:
            return try_alert(alert=cleaned["alert"], at=cleaned["at"])
        return try_typed(
            service=cleaned["service"],
            title=cleaned["title"],
            body=cleaned["body"],
            word=cleaned["severity"],
            source=cleaned["source"],
            labels=cleaned["labels"],
            tags=tuple(listed(cleaned["tags"])),
            at=cleaned["at"],
        )


def answer(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """The form, and once it is sent what the rules say."""
    alerts = Alert.objects.visible_to(viewer(request)).select_related("service__team")
    recent = alerts.filter(pk__in=list(alerts.values_list("pk", flat=True)[:RECENT]))
    form = ExampleForm(request.POST or None, alerts=recent)
    example = form.example() if request.method == "POST" and form.is_valid() else None
    page = {"title": "Try the rules", "form": form, "example": example}
    return render(request, TEMPLATE, context | page)
