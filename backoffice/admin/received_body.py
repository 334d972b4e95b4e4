"""Received bodies: what came, whether it could be read, and once more."""

from typing import Any

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import RelatedDropdownFilter
from unfold.enums import ActionVariant

from backoffice.admin.screen import Screen, Seen, column, dialog, done, link, may_change
from backoffice.viewer import viewer
from incidents.alerts import received, replaying, sources
from incidents.alerts.models import InboxRow
from incidents.alerts.replaying import Wanted
from incidents.values import Mistake

COLOURS = {"Read": "success", "Waits": "info", "Not read": "danger"}
COUNTED = 10_000


class Near(Paginator):  # type: ignore[type-arg]
    """Counts to COUNTED and no further: there may be millions."""

    @cached_property
    def count(self) -> int:
        rows: QuerySet[InboxRow] = self.object_list  # type: ignore[assignment]
        return rows.order_by()[:COUNTED].count()


class OutcomeFilter(admin.SimpleListFilter):
    title = "outcome"
    parameter_name = "outcome"

    def lookups(
        self, request: HttpRequest, model_admin: "admin.ModelAdmin[Any]"
    ) -> list[tuple[str, str]]:
        return [("problem", "Not read"), ("waits", "Waits"), ("read", "Read")]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[InboxRow]
    ) -> QuerySet[InboxRow]:
        match self.value():
            case "problem":
                return queryset.exclude(problem="")
            case "waits":
                return queryset.filter(drained_at__isnull=True)
            case "read":
                return queryset.filter(drained_at__isnull=False, problem="")
        return queryset


class SourceFilter(admin.SimpleListFilter):
    title = "source"
    parameter_name = "source"

    def lookups(
        self, request: HttpRequest, model_admin: "admin.ModelAdmin[Any]"
    ) -> list[tuple[str, str]]:
        found = sources.sources().values()
        return sorted(((s.name, s.label) for s in found), key=lambda each: each[1])

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[InboxRow]
    ) -> QuerySet[InboxRow]:
        source = self.value()
        return queryset.filter(source=source) if source else queryset


@admin.register(InboxRow)
class ReceivedBodyScreen(Seen, Screen[InboxRow]):
    """What made a private incident of others is not listed (incidents.alerts.received).

    Whoever may change received bodies may replay them; the bodies stay as they came.
    """

    section = "Services"
    rank = 20
    symbol = "inbox"
    empty_text = "Nothing was received in the last 30 days."

    list_display = ["number", "received_at", "service", "label", "outcome", "told"]
    list_filter = [("service", RelatedDropdownFilter), SourceFilter, OutcomeFilter]
    list_select_related = ["service"]
    search_fields = ["=id", "service__name", "service__slug", "source", "problem"]
    search_help_text = "Number, service, source or problem"
    ordering = ["-pk"]
    paginator = Near
    show_full_result_count = False
    actions = ["replay_chosen"]
    actions_detail = ["replay"]
    readonly_fields = ["label", "outcome", "told", "shown_body", "replayed"]
    fields = [
        "service",
        "label",
        "received_at",
        "outcome",
        "told",
        "drained_at",
        "signals",
        "key",
        "context",
        "replayed",
        "shown_body",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[InboxRow]:
        found = received.visible(viewer(request)).select_related("service", "key")
        if request.resolver_match and request.resolver_match.url_name:
            listing = request.resolver_match.url_name.endswith("_changelist")
            found = found.defer("body") if listing else found
        return found.order_by(*self.ordering)

    def has_act_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_change(request, InboxRow)

    @admin.action(description="Replay", permissions=["act"])
    def replay_chosen(self, request: HttpRequest, queryset: QuerySet[InboxRow]) -> None:
        self._replay(request, list(queryset.values_list("pk", flat=True)))

    @dialog(
        "Replay this body?",
        text="It is read once more, as if it came now. What it says meets the same "
        "alerts by the same keys.",
        submit="Replay",
        icon="replay",
        variant=ActionVariant.PRIMARY,
    )
    def replay(
        self, request: HttpRequest, form: object, object_id: str
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404("There is no such body.")
        made = self._replay(request, [row.pk])
        shown = made[0] if made else object_id
        return done(request, reverse("admin:incidents_inboxrow_change", args=[shown]))

    def _replay(self, request: HttpRequest, ids: list[int]) -> list[int]:
        try:
            made = replaying.replay(Wanted(ids=ids))
        except Mistake as mistake:
            messages.error(request, mistake.message)
            return []
        bodies = "body" if len(made) == 1 else "bodies"
        messages.success(request, f"Replaying {len(made)} {bodies}, from #{made[0]}.")
        return made

    @column("Number", ordering="pk")
    def number(self, row: InboxRow) -> str:
        return f"#{row.pk}"

    @column("Source", ordering="source")
    def label(self, row: InboxRow) -> str:
        found = sources.find(row.source)
        return found.label if found else row.source

    @column("Outcome", label=COLOURS)
    def outcome(self, row: InboxRow) -> str:
        if row.problem:
            return "Not read"
        return "Read" if row.drained_at else "Waits"

    @column("What it said")
    def told(self, row: InboxRow) -> str:
        if row.problem:
            return row.problem
        if row.signals is None:
            return "–"
        return f"{row.signals} signal" + ("" if row.signals == 1 else "s")

    @column("Replay of")
    def replayed(self, row: InboxRow) -> SafeString:
        if row.replay_of is None:
            return link("", "no: it came from outside")
        url = reverse("admin:incidents_inboxrow_change", args=[row.replay_of])
        return link(url, f"#{row.replay_of}")

    @column("Body")
    def shown_body(self, row: InboxRow) -> SafeString:
        style = "white-space: pre-wrap; overflow-wrap: anywhere; max-width: 100%"
        text = received.shown(bytes(row.body))
        return format_html('<pre style="{}"><code>{}</code></pre>', style, text)
