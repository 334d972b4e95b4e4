"""What a person chose, checked as the client that offered it would."""

import re
from datetime import date

from integrations.sandbox.control.errors import ControlError
from integrations.sandbox.hub import Hub
from integrations.sandbox.types import Json
from integrations.sandbox.world.channels import Channel
from integrations.sandbox.world.views import STATE_FIELDS

FORMS = {
    "timepicker": r"([01]\d|2[0-3]):[0-5]\d",
    "datepicker": r"\d{4}-\d{2}-\d{2}",
    "datetimepicker": r"\d{10}",
}
FILTERS = {"channel": "public", "group": "private", "im": "im", "mpim": "mpim"}


class Choices:
    """The choices of one person in one view or message, named by its id or ts."""

    def __init__(self, hub: Hub, user: str, where: str) -> None:
        self._hub = hub
        self._user = user
        self._where = where

    def state(self, block_id: str, element: Json, given: Json) -> Json:
        """One entry of `state.values`; options as the app gave them."""
        name, _ = STATE_FIELDS[element["type"]]
        value = self.chosen(block_id, element, name, given.get(name))
        return {"type": element["type"], name: value}

    def chosen(self, block_id: str, element: Json, name: str, value: object) -> object:
        """The value of one field, checked. Raises ControlError."""
        if value is None:
            return [] if name.endswith("s") else None
        if name.endswith("s"):
            return self._several(block_id, element, name, value)
        return self._one(block_id, element, name, value)

    def _several(
        self, block_id: str, element: Json, name: str, value: object
    ) -> list[object]:
        if not isinstance(value, list):
            raise ControlError(f"{name} must be a list")
        most = element.get("max_selected_items")
        if most is not None and len(value) > most:
            raise ControlError(f"no more than {most} can be selected")
        singular = name.removesuffix("s")
        return [self._one(block_id, element, singular, one) for one in value]

    def _one(self, block_id: str, element: Json, name: str, value: object) -> object:
        kind = element["type"]
        if name == "selected_option":
            return self._option(block_id, element, value)
        if name == "selected_user":
            self._check_user(value)
        elif name in {"selected_conversation", "selected_channel"}:
            self._check_conversation(element, value)
        elif kind in FORMS:
            _check_form(kind, value)
        return value

    def _option(self, block_id: str, element: Json, value: object) -> Json:
        wanted = value.get("value") if isinstance(value, dict) else None
        for option in self._offered(block_id, element):
            if option.get("value") == wanted:
                return option
        external = element["type"].endswith("external_select")
        hint = " (ask with act/suggest first)" if external else ""
        raise ControlError(f"not among the options: {value}{hint}")

    def _offered(self, block_id: str, element: Json) -> list[Json]:
        offered = list(element.get("options") or [])
        for group in element.get("option_groups") or []:
            offered.extend(group["options"])
        if element["type"].endswith("external_select"):
            place = (self._user, self._where, block_id, element["action_id"])
            offered += self._hub.loaded.options(place)
            initial = element.get("initial_option")
            offered += [initial] if initial else element.get("initial_options", [])
        return offered

    def _check_user(self, value: object) -> None:
        user = self._hub.ws.users.get(str(value))
        if user is None or user.deleted:
            raise ControlError(f"no such user: {value}")

    def _check_conversation(self, element: Json, value: object) -> None:
        channel = self._hub.ws.channels.get(str(value))
        if channel is None or not channel.visible_to(self._user):
            raise ControlError(f"no such conversation: {value}")
        if "channels_select" in element["type"] and channel.kind != "channel":
            raise ControlError(f"not a public channel: {value}")
        self._check_filter(element.get("filter") or {}, channel)

    def _check_filter(self, rules: Json, channel: Channel) -> None:
        include = rules.get("include")
        if include and FILTERS[channel.kind] not in include:
            raise ControlError(f"the menu does not offer {channel.id}")
        other = self._hub.ws.users.get(channel.other(self._user) or "")
        if rules.get("exclude_bot_users") and other and other.is_bot:
            raise ControlError(f"the menu does not offer {channel.id}")


def _check_form(kind: str, value: object) -> None:
    if not re.fullmatch(FORMS[kind], str(value)):
        raise ControlError(f"not a value of a {kind}: {value}")
    if kind == "datepicker":
        try:
            date.fromisoformat(str(value))
        except ValueError as error:
            raise ControlError(f"there is no such day: {value}") from error
