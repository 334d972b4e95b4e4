"""A modal or a Home tab, with what the person has filled in so far."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from integrations.sandbox.ids import new_block_id
from integrations.sandbox.types import Json

Values = dict[str, dict[str, Json]]

# What each element type carries in `view.state.values`, and where its first value is.
# See docs.slack.dev/reference/interaction-payloads/view-interactions-payload.
STATE_FIELDS: dict[str, tuple[str, str]] = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
}


@dataclass
class View:
    """`body` is the view as the app gave it, block ids filled in."""

    id: str
    user: str
    body: Json
    hash: str
    values: Values = field(default_factory=dict)
    root_id: str = ""
    previous_id: str | None = None
    errors: dict[str, str] = field(default_factory=dict)
    busy: bool = False
    response_urls: list[Json] = field(default_factory=list)

    @property
    def blocks(self) -> list[Json]:
        """The view's blocks."""
        blocks: list[Json] = self.body["blocks"]
        return blocks

    def replace(self, body: Json, new_hash: str) -> None:
        """Show other content; input under the same ids and type is kept."""
        self.body = with_block_ids(body)
        self.hash = new_hash
        self.errors = {}
        self.values = state_values(self.blocks, self.values)


def with_block_ids(body: Json) -> Json:
    """A copy whose blocks all have a block_id, and elements an action_id."""
    return {**body, "blocks": identified(body.get("blocks") or [])}


def identified(blocks: list[Json]) -> list[Json]:
    """Copies of blocks, with the ids that Slack adds where the app gave none."""
    return [_identified_block(block) for block in blocks]


def _identified_block(block: Json) -> Json:
    filled = dict(block)
    filled["block_id"] = block.get("block_id") or new_block_id()
    for key in ("element", "accessory"):
        if key in block:
            filled[key] = _identified_element(block[key])
    if block.get("type") == "actions":
        filled["elements"] = [_identified_element(e) for e in block["elements"]]
    return filled


def _identified_element(element: Json) -> Json:
    if element.get("type") == "image":
        return element
    return {**element, "action_id": element.get("action_id") or new_block_id()}


def elements_of(block: Json) -> Iterator[Json]:
    """The interactive elements of a block."""
    if block.get("type") == "actions":
        yield from block.get("elements", [])
    for key in ("element", "accessory"):
        if key in block:
            yield block[key]


def find_element(blocks: list[Json], block_id: str, action_id: str) -> Json | None:
    """The element an action names, if it is there."""
    for block in blocks:
        if block.get("block_id") == block_id:
            for element in elements_of(block):
                if element.get("action_id") == action_id:
                    return element
    return None


def state_values(blocks: list[Json], earlier: Values) -> Values:
    """`state.values`: earlier input where ids and types agree, else initial values."""
    values: Values = {}
    for block in blocks:
        for element in elements_of(block):
            if element.get("type") in STATE_FIELDS:
                before = earlier.get(block["block_id"], {}).get(element["action_id"])
                values.setdefault(block["block_id"], {})[element["action_id"]] = (
                    before
                    if before and before.get("type") == element["type"]
                    else initial_state(element)
                )
    return values


def initial_state(element: Json) -> Json:
    """One element's state before anybody touched it."""
    name, initial = STATE_FIELDS[element["type"]]
    empty: list[Json] | None = [] if name.endswith("s") else None
    return {"type": element["type"], name: element.get(initial, empty)}
