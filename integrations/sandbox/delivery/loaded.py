"""What external menus were filled with: nothing else can be chosen from them."""

from collections import OrderedDict

from integrations.sandbox.types import Json

Place = tuple[str, str, str, str]
MOST_PLACES = 500


def place_of(payload: Json) -> Place:
    """The menu a suggestion is for, as one person has it before them."""
    container = payload["container"]
    where = container.get("view_id") or container["message_ts"]
    user = payload["user"]["id"]
    return (user, where, payload["block_id"], payload["action_id"])


class Loaded:
    """Options the app gave, by menu; kept in memory only."""

    def __init__(self) -> None:
        self._held: OrderedDict[Place, dict[str, Json]] = OrderedDict()

    def clear(self) -> None:
        """Forget all."""
        self._held.clear()

    def remember(self, payload: Json, found: Json) -> None:
        """Add what one answer offered: `options` or `option_groups`."""
        place = place_of(payload)
        options = list(found.get("options") or [])
        for group in found.get("option_groups") or []:
            options.extend(group["options"])
        held = self._held.setdefault(place, {})
        held.update({option["value"]: option for option in options})
        self._held.move_to_end(place)
        while len(self._held) > MOST_PLACES:
            self._held.popitem(last=False)

    def options(self, place: Place) -> list[Json]:
        """Everything offered there so far."""
        return list(self._held.get(place, {}).values())
