"""The installed Slack app, compared with the manifest that Muster asks for."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from slack_sdk.web import SlackResponse

from bot.findings import Finding, bad, good, unknown
from bot.manifest import manifest, scopes
from bot.slack import Slack, make_client
from incidents.channels import queries as channels
from incidents.outbox.values import ProviderError

TIMEOUT_SECONDS = 10.0
REINSTALL = (
    "Paste the output of `python manage.py manifest` into the Slack app's page, App "
    "Manifest, then reinstall the app to the workspace."
)


def check() -> Iterator[Finding]:
    """Token, scopes, workspace, Socket Mode, and the app's own manifest."""
    if not settings.SLACK_BOT_TOKEN:
        yield bad("SLACK_BOT_TOKEN is not set.", "docs/slack.md shows where it is.")
        return
    try:
        answer = _slack().call("auth.test")
    except ProviderError as error:
        yield bad(error.message, "See SLACK_BOT_TOKEN and SLACK_API_URL.")
        return
    yield good(f"The token is of {answer['team']}.")
    yield _workspace(answer)
    yield _scopes(answer)
    if settings.SLACK_APP_TOKEN:
        yield _socket_mode()
    yield from _installed()


def _slack(token: str | None = None) -> Slack:
    return Slack(make_client(TIMEOUT_SECONDS, token=token))


def _workspace(answer: SlackResponse) -> Finding:
    known = channels.workspace()
    if known is None:
        return bad("No workspace is connected.", "Run `python manage.py connect`.")
    if known.slack_id != answer["team_id"]:
        return bad(
            f"Muster is connected to {known.name}, the token is of another workspace.",
            "Use the token of that workspace, or another database for this one.",
        )
    if known.bot_id != answer.get("bot_id"):
        return bad(
            "The app was made anew since it was connected.",
            "Run `python manage.py connect` once more.",
        )
    return good(f"{known.name} is connected.")


def _scopes(answer: SlackResponse) -> Finding:
    """Slack names a token's scopes in a header of every answer."""
    header = str(answer.headers.get("x-oauth-scopes", ""))
    granted = {scope.strip() for scope in header.split(",") if scope.strip()}
    missing, extra = sorted(set(scopes()) - granted), sorted(granted - set(scopes()))
    if missing:
        return bad(f"The token lacks the scopes {', '.join(missing)}.", REINSTALL)
    if extra:
        return unknown(
            f"The token has scopes that Muster never uses: {', '.join(extra)}.",
            f"Least privilege: take them away. {REINSTALL}",
        )
    return good(f"The token has the {len(granted)} scopes that Muster uses.")


def _socket_mode() -> Finding:
    try:
        _slack(settings.SLACK_APP_TOKEN).call("apps.connections.open")
    except ProviderError as error:
        return bad(
            f"Socket Mode does not open: {error.message}",
            "SLACK_APP_TOKEN needs the scope connections:write; docs/slack.md.",
        )
    return good("Socket Mode opens.")


def _installed() -> Iterator[Finding]:
    if not (settings.SLACK_CONFIG_TOKEN and settings.SLACK_APP_ID):
        yield unknown(
            "The app's commands, events and addresses cannot be compared.",
            "Set SLACK_CONFIG_TOKEN (an app configuration token, good for 12 hours) "
            "and SLACK_APP_ID for this one command.",
        )
        return
    try:
        answer = _slack(settings.SLACK_CONFIG_TOKEN).call(
            "apps.manifest.export", app_id=settings.SLACK_APP_ID
        )
    except ProviderError as error:
        yield bad(
            error.message, "Make a new configuration token on api.slack.com/apps."
        )
        return
    wanted = manifest(
        commands=settings.SLACK_COMMANDS,
        public_url=settings.PUBLIC_URL,
        socket_mode=bool(settings.SLACK_APP_TOKEN),
    )
    yield from compare(wanted, answer["manifest"])


def compare(wanted: dict[str, Any], live: dict[str, Any]) -> Iterator[Finding]:
    """What of the manifest is not so in the live app. Pure."""
    for what, read in _PARTS.items():
        ours, theirs = read(wanted), read(live)
        missing, extra = sorted(ours - theirs), sorted(theirs - ours)
        if missing:
            yield bad(f"The app lacks {what}: {', '.join(missing)}.", REINSTALL)
        if extra:
            yield unknown(
                f"The app has {what} that Muster does not know: {', '.join(extra)}.",
                f"Take them away unless something else answers them. {REINSTALL}",
            )
        if not missing and not extra:
            yield good(f"The app's {what} are as they should be.")


def _at(data: dict[str, Any], *path: str) -> Any:
    for name in path:
        data = data.get(name) or {}
    return data


def _commands(data: dict[str, Any]) -> set[str]:
    found: Iterable[dict[str, Any]] = _at(data, "features", "slash_commands") or ()
    return {f"{each['command']} {each.get('url', '')}".strip() for each in found}


def _shortcuts(data: dict[str, Any]) -> set[str]:
    found: Iterable[dict[str, Any]] = _at(data, "features", "shortcuts") or ()
    return {f"{each['callback_id']} ({each['type']})" for each in found}


def _events(data: dict[str, Any]) -> set[str]:
    return set(_at(data, "settings", "event_subscriptions", "bot_events") or ())


def _addresses(data: dict[str, Any]) -> set[str]:
    places = {
        "events": _at(data, "settings", "event_subscriptions", "request_url"),
        "interactivity": _at(data, "settings", "interactivity", "request_url"),
    }
    return {f"{place} at {url}" for place, url in places.items() if url}


_PARTS = {
    "commands": _commands,
    "shortcuts": _shortcuts,
    "events": _events,
    "request addresses": _addresses,
}
