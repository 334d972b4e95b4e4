"""Postings: the Slack messages that show things."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from backoffice.admin.screen import Screen, Seen
from backoffice.viewer import viewer
from incidents.outbox.models import Posting
from incidents.record import privacy


@admin.register(Posting)
class PostingScreen(Seen, Screen[Posting]):
    section = "Engine"
    rank = 20
    symbol = "chat"
    empty_text = "Messages that Muster keeps up to date in Slack appear here."

    list_display = ["key", "channel", "ts", "created_at", "updated_at"]
    list_filter = ["created_at"]
    search_fields = ["key", "channel", "ts"]
    date_hierarchy = "created_at"
    ordering = ["-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Posting]:
        return privacy.postings(by=viewer(request)).order_by(*self.ordering)
