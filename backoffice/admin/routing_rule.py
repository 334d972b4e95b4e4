"""Routing rules: in which order what is tried, and a box to try them in."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Field, Max, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from unfold.widgets import UnfoldAdminSelectWidget

from backoffice.admin.routing_try import answer
from backoffice.admin.screen import Rows, Screen, column, may_change, opens, row_id
from backoffice.admin.words import words_field
from backoffice.viewer import viewer
from incidents.alerts import routing_rules
from incidents.alerts.conditions import FIELDS, Condition
from incidents.alerts.models import RoutingRule, RuleCondition
from incidents.alerts.routing import load_rules, rule_of
from incidents.policies.models import Policy
from incidents.values import Mistake


class ConditionForm(forms.ModelForm):  # type: ignore[type-arg]
    """Refuses what no alert could fit, in the words of the domain."""

    class Meta:
        model = RuleCondition
        fields = ["field", "operator", "value"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not {"field", "operator", "value"} <= cleaned.keys():
            return cleaned
        typed = Condition(cleaned["field"], cleaned["operator"], cleaned["value"])
        name = self.data.get("name", "") or "new"
        try:
            kept = routing_rules.check(typed, rule=str(name)[:80])
        except Mistake as mistake:
            self.add_error(mistake.field, mistake.message)
            return cleaned
        return cleaned | {"field": kept.field, "value": kept.value}


class Conditions(Rows[RuleCondition, RoutingRule]):
    model = RuleCondition
    form = ConditionForm
    hide_title = True
    tab = False
    verbose_name_plural = "conditions, all of which must hold; without any, all fit"

    def formfield_for_dbfield(
        self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "field" and field is not None:
            field.help_text = f"One of {', '.join(FIELDS)}."
            field.widget.attrs["placeholder"] = "labels.job"
        return field


@admin.register(RoutingRule)
class RoutingRuleScreen(Screen[RoutingRule]):
    section = "Services"
    rank = 20
    symbol = "alt_route"
    empty_text = (
        "Without rules, each alert goes to its own service. A rule can send it "
        "elsewhere, set its severity, hold it back or suppress it."
    )

    inlines = [Conditions]
    list_display = ["name", "fits", "does", "then", "state"]
    list_display_links = ["name"]
    list_filter = ["is_active", "suppresses", "falls_through"]
    search_fields = ["name", "conditions__field", "conditions__value"]
    list_select_related = ["to_service", "channel"]
    sortable_by = ()
    ordering = ["rank", "pk"]
    autocomplete_fields = ["to_service", "channel"]
    actions_list = ["try_rules"]
    fieldsets = [
        (None, {"fields": [("name", "is_active"), "falls_through"]}),
        (
            "What it does",
            {
                "description": "What is left empty stays as it was.",
                "fields": [
                    ("to_service", "severity"),
                    ("channel", "policy"),
                    ("hold_back_seconds", "tags"),
                    ("suppresses", "is_private"),
                ],
            },
        ),
    ]

    def formfield_for_dbfield(
        self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name == "policy":
            return _policy_field()
        return words_field(db_field) or super().formfield_for_dbfield(
            db_field, request, **kwargs
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet[RoutingRule]:
        return super().get_queryset(request).prefetch_related("conditions")

    def save_model(
        self, request: HttpRequest, obj: RoutingRule, form: Any, change: Any
    ) -> None:
        """A new one is tried last; its place is changed in the list."""
        if not change:
            last = RoutingRule.objects.aggregate(last=Max("rank"))["last"] or 0
            obj.rank = last + routing_rules.STEP
        super().save_model(request, obj, form, change)

    def get_list_display(self, request: HttpRequest) -> Any:
        """What is odd about a rule follows from all of them: read once for the list."""
        odd = routing_rules.warnings(load_rules())
        movable = may_change(request, RoutingRule)

        @column("Order")
        def place(rule: RoutingRule) -> SafeString:
            return _buttons(rule) if movable else format_html("{}", rule.rank)

        @column("Look at")
        def warning(rule: RoutingRule) -> str:
            return odd.get(rule.pk, "")

        return [place, *self.list_display, warning]

    def get_urls(self) -> list[Any]:
        move = self.admin_site.admin_view(self.move)
        own = path(
            "<path:object_id>/move/<str:way>/", move, name="incidents_routingrule_move"
        )
        return [own, *super().get_urls()]

    def move(self, request: HttpRequest, object_id: str, way: str) -> HttpResponse:
        """A place up or down, from the list's buttons."""
        if request.method != "POST" or not may_change(request, RoutingRule):
            raise PermissionDenied("You may not move rules.")
        try:
            rule = routing_rules.move(
                rule_id=row_id(object_id),
                up=way == "up",
                by=viewer(request),
                now=timezone.now(),
            )
        except Mistake as mistake:
            messages.error(request, mistake.message)
        else:
            self.log_change(request, rule, f"Moved {way}")
        return HttpResponseRedirect(reverse("admin:incidents_routingrule_changelist"))

    @opens("Try the rules", icon="science", path="try")
    def try_rules(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied("You may not see routing rules.")
        return answer(request, self.admin_site.each_context(request))

    @column("Fits")
    def fits(self, rule: RoutingRule) -> str:
        return " and ".join(map(str, rule_of(rule).conditions)) or "every alert"

    @column("Does")
    def does(self, rule: RoutingRule) -> str:
        return routing_rules.in_words(rule_of(rule))

    @column("Then")
    def then(self, rule: RoutingRule) -> str:
        return "later rules too" if rule.falls_through else "done"

    @column("State", label={"Active": "success"})
    def state(self, rule: RoutingRule) -> str:
        return "Active" if rule.is_active else "Paused"


def _policy_field() -> forms.ChoiceField:
    """A policy by its name; one that a rule names and that is gone says so."""
    return forms.ChoiceField(
        choices=_policies,
        required=False,
        widget=UnfoldAdminSelectWidget(),
        help_text="By which policy it is escalated. Without one, its service's or "
        "team's.",
    )


def _policies() -> list[tuple[str, str]]:
    there = list(Policy.objects.order_by("name").values_list("slug", "name"))
    known = {slug for slug, _ in there}
    named = RoutingRule.objects.exclude(policy="").values_list("policy", flat=True)
    gone = [(slug, f"{slug} (gone)") for slug in sorted(set(named) - known)]
    return [("", "as without this rule"), *there, *gone]


def _buttons(rule: RoutingRule) -> SafeString:
    """They post the list's own form, with its token, to another address."""
    ways = (("up", "arrow_upward"), ("down", "arrow_downward"))
    return format_html_join(
        "",
        '<button type="submit" formaction="{}" formnovalidate class="p-1 '
        'cursor-pointer" aria-label="Move {} {}" title="Move {}"><span '
        'class="material-symbols-outlined" aria-hidden="true">{}</span></button>',
        (
            (
                reverse("admin:incidents_routingrule_move", args=[rule.pk, way]),
                rule.name,
                way,
                way,
                symbol,
            )
            for way, symbol in ways
        ),
    )
