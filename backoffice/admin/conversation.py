"""Slack channels, and the tags that say what each is for."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.validators import validate_slug
from django.db.models import F, Func, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.widgets import UnfoldAdminTextInputWidget

from backoffice.admin.notices import one_of
from backoffice.admin.screen import Screen, column, link
from backoffice.links import channel_url
from backoffice.viewer import viewer
from incidents.channels import queries as channels
from incidents.channels.models import (
    TAG_ANNOUNCEMENTS,
    TAG_DEPLOYMENTS,
    TAG_HELP,
    Conversation,
)
from incidents.record import privacy

KNOWN_TAGS = {
    TAG_ANNOUNCEMENTS: (
        "incidents are announced here (with several channels, in the first by name)"
    ),
    TAG_HELP: "where responders find help",
    TAG_DEPLOYMENTS: "deployment freezes are told here",
}


class TagsField(forms.CharField):
    """Words with commas between them."""

    widget = UnfoldAdminTextInputWidget

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else ", ".join(value or [])

    def to_python(self, value: Any) -> Any:
        words = [word.strip().lower() for word in (value or "").split(",")]
        return list(dict.fromkeys(word for word in words if word))

    def validate(self, value: Iterable[str]) -> None:
        for word in value:
            validate_slug(word)
            if len(word) > 40:
                raise forms.ValidationError("A tag has at most 40 characters.")

    def run_validators(self, value: Any) -> None:
        """Done word by word in validate()."""


def tags_in_use() -> set[str]:
    """The tags of channels that are no incident's, for theirs are nobody's business."""
    tagged = Conversation.objects.filter(incident=None).exclude(tags=[])
    rows = tagged.annotate(tag=Func(F("tags"), function="unnest")).order_by()
    return set(rows.values_list("tag", flat=True).distinct())


class ConversationForm(forms.ModelForm):  # type: ignore[type-arg]
    tags = TagsField(
        required=False,
        help_text="With commas between. Muster knows "
        + "; ".join(f"{tag}: {what}" for tag, what in KNOWN_TAGS.items())
        + ". Other words are yours.",
    )

    class Meta:
        model = Conversation
        fields = ["tags"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "tags" in self.fields:
            told = [str(self.fields["tags"].help_text), *self._as_it_is()]
            self.fields["tags"].help_text = " ".join(told)

    def _as_it_is(self) -> Iterator[str]:
        if live := channels.tagged(TAG_ANNOUNCEMENTS):
            yield f"At present incidents are announced in {live[0]}."
        if used := sorted(tags_in_use() - set(KNOWN_TAGS))[:20]:
            yield f"In use: {', '.join(used)}."


class TagFilter(admin.SimpleListFilter):
    title = "tag"
    parameter_name = "tag"

    def lookups(
        self, request: HttpRequest, model_admin: "admin.ModelAdmin[Any]"
    ) -> list[tuple[str, str]]:
        seen = privacy.conversations(by=viewer(request))
        tags = seen.annotate(tag=Func(F("tags"), function="unnest"))
        found = set(tags.values_list("tag", flat=True)) | set(KNOWN_TAGS)
        return [(tag, tag) for tag in sorted(found)]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Conversation]
    ) -> QuerySet[Conversation]:
        tag = self.value()
        return queryset.filter(tags__contains=[tag]) if tag else queryset


@admin.register(Conversation)
class ConversationScreen(Screen[Conversation]):
    """Slack tells everything but the tags. The channel of a private incident is
    listed for who may see the incident: its name is the title.
    """

    section = "Slack"
    rank = 30
    symbol = "tag"
    empty_text = "Channels come from Slack: run `python manage.py connect`."

    form = ConversationForm
    list_display = ["channel", "tag_list", "kind", "state", "muster"]
    list_filter = [TagFilter, "is_private", "is_archived", "is_member"]
    list_select_related = ["workspace"]
    search_fields = ["name", "slack_id", "tags"]
    ordering = ["name"]
    readonly_fields = [
        "name",
        "slack_id",
        "in_slack",
        "kind",
        "state",
        "muster",
        "workspace",
    ]
    fields = ["tags", *readonly_fields]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Conversation]:
        found = privacy.conversations(by=viewer(request))
        return found.select_related("workspace").order_by(*self.ordering)

    def save_model(
        self, request: HttpRequest, obj: Conversation, form: Any, change: Any
    ) -> None:
        super().save_model(request, obj, form, change)
        if TAG_ANNOUNCEMENTS not in obj.tags:
            return
        live = channels.tagged(TAG_ANNOUNCEMENTS)
        if len(live) > 1:
            messages.warning(request, one_of(live))
        elif not live:
            messages.warning(request, f"{obj} is archived: nothing is announced there.")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: Conversation | None = None
    ) -> bool:
        return False

    @column("Channel", ordering="name")
    def channel(self, conversation: Conversation) -> str:
        return f"#{conversation.name}"

    @column("Tags")
    def tag_list(self, conversation: Conversation) -> str:
        return ", ".join(conversation.tags)

    @column("Kind", ordering="is_private")
    def kind(self, conversation: Conversation) -> str:
        return "Private" if conversation.is_private else "Public"

    @column("State", ordering="is_archived", label={"Archived": "warning"})
    def state(self, conversation: Conversation) -> str:
        return "Archived" if conversation.is_archived else "Live"

    @column("Muster is in it", ordering="is_member")
    def muster(self, conversation: Conversation) -> str:
        return "Yes" if conversation.is_member else "No"

    @column("In Slack")
    def in_slack(self, conversation: Conversation) -> SafeString:
        return link(channel_url(conversation), f"Open #{conversation.name}")
