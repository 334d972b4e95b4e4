"""Policies: in which order people are asked, with a form for each kind of step."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from unfold.admin import StackedInline
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelect2MultipleWidget,
    UnfoldAdminSelect2Widget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldAdminTimeWidget,
)

from backoffice.admin import policy_preview
from backoffice.admin.previewed import Previewed
from backoffice.admin.rota_preview import Save
from backoffice.admin.screen import column
from backoffice.viewer import viewer
from incidents.channels.models import Conversation, UserGroup
from incidents.oncall.models import Role, Schedule
from incidents.people.models import Person, Team
from incidents.policies import queries, services, steps
from incidents.policies.fields import ROWS, Field, Type
from incidents.policies.freezing import freeze, thaw
from incidents.policies.models import Policy, PolicyStep
from incidents.policies.services import Step
from incidents.policies.steps.only_between import DAY_NAMES
from incidents.values import Mistake, Severity

_ROWS = {
    "person": Person.objects.filter(is_active=True),
    "role": Role.objects.select_related("team"),
    "schedule": Schedule.objects.all(),
    "team": Team.objects.all(),
    "channel": Conversation.objects.filter(is_archived=False),
    "user group": UserGroup.objects.filter(is_disabled=False),
}
Make = Callable[..., forms.Field]


@dataclass
class _Setting:
    """A setting of this name, with the labels and helps of the kinds that have it."""

    field: Field
    kinds: list[str] = dataclass_field(default_factory=list)
    helps: list[str] = dataclass_field(default_factory=list)

    @property
    def help_text(self) -> str:
        """Without a script all settings are seen: each says whose it is."""
        return " ".join([f"For: {'; '.join(self.kinds)}.", *self.helps])


def _settings() -> dict[str, _Setting]:
    """Every setting of every kind."""
    found: dict[str, _Setting] = {}
    for kind in steps.kinds().values():
        for each in kind.fields:
            known = found.setdefault(each.name, _Setting(each))
            known.kinds.append(kind.label)
            known.helps += [each.help] if each.help else []
    return found


def _row(row: str) -> Make:
    def made(**about: Any) -> forms.Field:
        widget = UnfoldAdminSelect2Widget()
        return forms.ModelChoiceField(_ROWS[row], widget=widget, **about)

    return made


def _people(**about: Any) -> forms.Field:
    return forms.ModelMultipleChoiceField(
        _ROWS["person"], widget=UnfoldAdminSelect2MultipleWidget(), **about
    )


def _number(**about: Any) -> forms.Field:
    return forms.IntegerField(widget=UnfoldAdminIntegerFieldWidget(), **about)


def _time(**about: Any) -> forms.Field:
    return forms.TimeField(widget=UnfoldAdminTimeWidget(), **about)


def _severity(**about: Any) -> forms.Field:
    choices = [("", "---------"), *Severity.choices]
    return forms.ChoiceField(choices=choices, widget=UnfoldAdminSelectWidget(), **about)


def _several(choices: Any) -> Make:
    def made(**about: Any) -> forms.Field:
        return forms.MultipleChoiceField(
            choices=choices, widget=UnfoldAdminCheckboxSelectMultipleWidget(), **about
        )

    return made


def _text(**about: Any) -> forms.Field:
    return forms.CharField(widget=UnfoldAdminTextInputWidget(), **about)


_INPUTS: dict[Type, Make] = {
    **{of: _row(row) for of, row in ROWS.items()},
    Type.PEOPLE: _people,
    Type.NUMBER: _number,
    Type.TIME: _time,
    Type.SEVERITY: _severity,
    Type.WEEKDAYS: _several([(str(day), name) for day, name in enumerate(DAY_NAMES)]),
    Type.SEVERITIES: _several(Severity.choices),
}


def _input(setting: _Setting) -> forms.Field:
    make: Make = _INPUTS.get(setting.field.type, _text)
    return make(required=False, label=setting.field.label, help_text=setting.help_text)


def _plain(value: Any) -> Any:
    """What a form field gives, as settings are kept."""
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, str):
        return value
    if hasattr(value, "__iter__"):
        return [_plain(each) for each in value]
    return f"{value:%H:%M}" if hasattr(value, "hour") else value


class _KindSelect(UnfoldAdminSelectWidget):  # type: ignore[misc]
    """It says which settings each kind has, for policy_steps.js to show these alone."""

    def get_context(self, name: str, value: Any, attrs: Any) -> Any:
        kinds = steps.kinds().values()
        mine = {kind.name: [each.name for each in kind.fields] for kind in kinds}
        more = {"data-settings": json.dumps(mine)}
        return super().get_context(name, value, {**(attrs or {}), **more})


class StepForm(forms.ModelForm):  # type: ignore[type-arg]
    """A step; of its settings, those that its kind has."""

    kind = forms.ChoiceField(
        choices=lambda: [(each.name, each.label) for each in steps.kinds().values()],
        widget=_KindSelect(),
    )

    class Meta:
        model = PolicyStep
        fields = ["level", "kind"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in _settings():
            self.fields[name].initial = self.instance.settings.get(name)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "kind" in cleaned and "level" in cleaned:
            try:
                services.check(self.step(cleaned))
            except Mistake as mistake:
                known = mistake.field if mistake.field in self.fields else None
                self.add_error(known, mistake.message)
        return cleaned

    def step(self, cleaned: dict[str, Any]) -> Step:
        """What was chosen; settings of other kinds are left out."""
        kind = steps.find(cleaned["kind"])
        given = {each.name: _plain(cleaned.get(each.name)) for each in kind.fields}
        return Step(kind.name, cleaned["level"], given)


for _name, _setting in _settings().items():
    StepForm.declared_fields[_name] = _input(_setting)


class Steps(StackedInline):  # type: ignore[misc]
    """Steps of equal level happen together."""

    model = PolicyStep
    form = StepForm
    extra = 0
    max_num = services.MOST_STEPS
    ordering = ["level", "pk"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["level", "kind", *_settings()]


@admin.register(Policy)
class PolicyScreen(Previewed[Policy]):
    """Saved whole; runs under way keep the policy as it was when they began."""

    section = "People & teams"
    rank = 36
    symbol = "stairs"
    empty_text = (
        "Nobody is paged yet. Give each team a default policy: whom to ask first, "
        "how long to wait, and whom then."
    )

    list_display = ["name", "team", "is_default", "in_words", "repeats"]
    list_filter = ["is_default"]
    list_select_related = ["team"]
    search_fields = ["name", "slug", "team__name"]
    autocomplete_fields = ["team"]
    prepopulated_fields = {"slug": ["name"]}
    fields = ["name", "slug", "team", "description", "is_default", "repeats"]
    inlines = [Steps]

    def answer(
        self, request: HttpRequest, save: Save, object_id: str | None
    ) -> HttpResponse:
        context = self.admin_site.each_context(request)
        return policy_preview.answer(request, context, save, object_id)

    class Media:
        js = ["backoffice/policy_steps.js"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Policy]:
        return super().get_queryset(request).prefetch_related("steps")

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """What the steps of all that are listed name is read at once."""
        listed = super().get_changelist_instance(request)
        rows = list(listed.result_list)
        names = queries.names_of(thaw(freeze(each)) for each in rows)
        for each in rows:
            each.names = names
        listed.result_list = rows
        return listed

    @column("Asks")
    def in_words(self, policy: Policy) -> str:
        frozen = thaw(freeze(policy))
        names = getattr(policy, "names", None) or queries.names_of([frozen])
        said = [queries.describe(each, names) for each in frozen.steps]
        return "; ".join(said) or "nobody: it has no steps"

    def save_model(self, request: HttpRequest, obj: Policy, *args: Any) -> None:
        """Saved with its steps, in one service call."""

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Any, change: Any
    ) -> None:
        (formset,) = formsets
        services.save(policy=form.instance, steps=_chosen(formset), by=viewer(request))
        formset.new_objects = formset.changed_objects = formset.deleted_objects = []


def _chosen(formset: Any) -> list[Step]:
    found = []
    for form in formset.forms:
        cleaned = getattr(form, "cleaned_data", {})
        if cleaned.get("kind") and not cleaned.get("DELETE"):
            found.append(form.step(cleaned))
    return found
