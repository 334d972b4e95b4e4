"""SOS entries: whom `/incident sos` calls."""

from typing import Any

from django import forms
from django.contrib import admin

from backoffice.admin.screen import Screen, column
from incidents.channels.models import SosEntry
from incidents.lifecycle.sos import EVERYBODY_HERE


class SosForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = SosEntry
        fields = ["name", "text", "conversation", "user_group", "rank"]

    def clean_name(self) -> str:
        name = " ".join(str(self.cleaned_data["name"]).split())
        if name.casefold() == EVERYBODY_HERE:
            raise forms.ValidationError(
                f"“{EVERYBODY_HERE}” always calls everybody in the incident's channel: "
                "choose another name."
            )
        return name


@admin.register(SosEntry)
class SosEntryScreen(Screen[SosEntry]):
    section = "Slack"
    rank = 50
    symbol = "sos"
    empty_text = (
        "Without entries, /incident sos offers an @here in the incident's channel."
    )

    form = SosForm
    list_display = ["name", "text", "place", "mention", "rank"]
    list_filter = ["user_group"]
    list_select_related = ["conversation", "user_group"]
    search_fields = ["name", "text", "conversation__name", "user_group__handle"]
    autocomplete_fields = ["conversation", "user_group"]

    @column("Posted in", ordering="conversation__name")
    def place(self, entry: SosEntry) -> str:
        return str(entry.conversation or "the incident's channel")

    @column("Mentions", ordering="user_group__handle")
    def mention(self, entry: SosEntry) -> Any:
        return str(entry.user_group or "@here")
