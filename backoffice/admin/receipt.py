"""Receipts: requests that were carried out, so that copies change nothing."""

from django.contrib import admin

from backoffice.admin.screen import Screen, Seen
from incidents.response.models import Receipt


@admin.register(Receipt)
class ReceiptScreen(Seen, Screen[Receipt]):
    """Without the answer: it may tell of a private incident."""

    section = "Engine"
    rank = 40
    symbol = "receipt_long"
    empty_text = "No request came from Slack yet."

    fields = ["digest", "created_at"]
    list_display = ["digest", "created_at"]
    list_filter = ["created_at"]
    search_fields = ["digest"]
    date_hierarchy = "created_at"
    ordering = ["-created_at"]
