"""Syncs: what was read from Slack, when, and what went wrong."""

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from unfold.enums import ActionVariant

from backoffice.admin.screen import Screen, Seen, column, dialog, done, may_change
from bot import registry
from incidents.channels import syncing
from incidents.channels.models import SyncRun

COLOURS = {"Running": "info", "Done": "success", "Failed": "danger"}


@admin.register(SyncRun)
class SyncRunScreen(Seen, Screen[SyncRun]):
    section = "Engine"
    rank = 40
    symbol = "sync"
    badge = "backoffice.admin.notices.failed_syncs"
    empty_text = "Nothing was read from Slack yet: run `python manage.py connect`."

    list_display = ["what", "state_label", "started_at", "took", "rows", "problem"]
    list_filter = ["name", "state"]
    search_fields = ["name", "error", "notes"]
    ordering = ["-pk"]
    actions_list = ["read_now"]
    fields = [
        "name",
        "state",
        "started_at",
        "progress_at",
        "ended_at",
        "pages",
        "rows",
        "error",
        "notes",
    ]

    def has_act_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return may_change(request, SyncRun)

    @dialog(
        "Read from Slack now?",
        text="People, channels, user groups and members, page by page, beside all "
        "other work. What is being read already goes on.",
        submit="Read from Slack now",
        icon="sync",
        variant=ActionVariant.PRIMARY,
    )
    def read_now(self, request: HttpRequest, form: object) -> HttpResponse:
        for name in registry.syncs():
            syncing.start(name=name, now=timezone.now())
        messages.success(request, "Slack is being read; this list tells how far it is.")
        return done(request, reverse("admin:incidents_syncrun_changelist"))

    @column("What", ordering="name")
    def what(self, run: SyncRun) -> str:
        sync = registry.syncs().get(run.name)
        return sync.label if sync else run.name

    @column("State", ordering="state", label=COLOURS)
    def state_label(self, run: SyncRun) -> str:
        return run.get_state_display()

    @column("Took")
    def took(self, run: SyncRun) -> str:
        seconds = ((run.ended_at or run.progress_at) - run.started_at).total_seconds()
        return f"{seconds:.1f} s" if seconds < 60 else f"{seconds / 60:.1f} min"

    @column("Trouble")
    def problem(self, run: SyncRun) -> str:
        text = run.error or run.notes
        return text if len(text) <= 120 else f"{text[:119]}…"
