"""Options of external menus: asked of the app as somebody types.

Source: docs.slack.dev/reference/interaction-payloads/block_suggestion-payload and
docs.slack.dev/reference/block-kit/block-elements/select-menu-element#external_select
"""

from urllib.parse import urlsplit, urlunsplit

from integrations.sandbox.delivery.dispatcher import Delivery
from integrations.sandbox.delivery.reply import Reply
from integrations.sandbox.hub import Hub
from integrations.sandbox.slack.blockkit.suggested import problems_of
from integrations.sandbox.types import Json

MIN_QUERY = 3
"""`min_query_length` of a menu that names none."""


def long_enough(element: Json, typed: str) -> bool:
    """Whether Slack would ask the app at all."""
    return len(typed) >= int(element.get("min_query_length", MIN_QUERY))


async def suggest(hub: Hub, payload: Json, element: Json) -> tuple[Reply, Json]:
    """Ask the app; its options, or `error` with what is wrong with them."""
    match = {
        "user": payload["user"]["id"],
        "action_id": element["action_id"],
        "value": payload["value"],
    }
    delivery = Delivery("suggest", payload, match=match, url=_options_url(hub))
    reply = await hub.dispatcher.send(delivery)
    if not reply.ok:
        return reply, {}
    answer = reply.json_object()
    problems = problems_of(answer)
    if problems or answer is None:
        return reply, {"error": "invalid_options", "messages": problems}
    found = {key: answer[key] for key in ("options", "option_groups") if key in answer}
    hub.loaded.remember(payload, found)
    return reply, found


def _options_url(hub: Hub) -> str | None:
    """The manifest's options load URL; the app's own where it names none.

    `app_url` stands for the address the manifest gives the app, so a URL on that
    address is asked for where the app really is.
    """
    settings = (hub.ws.manifest or {}).get("settings", {})
    interactivity = settings.get("interactivity", {})
    given = interactivity.get("options_load_url")
    url = str(given or interactivity.get("message_menu_options_url") or "")
    if not url or not hub.settings.app_url:
        return None
    wanted, public = urlsplit(url), urlsplit(str(interactivity.get("request_url", "")))
    if wanted[:2] != public[:2]:
        return url
    real = urlsplit(hub.settings.app_url)
    return urlunsplit((real.scheme, real.netloc, wanted.path, wanted.query, ""))
