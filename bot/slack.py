"""Calling Slack's Web API, and what its failures mean."""

import http.client
import re
from functools import cache
from typing import Any

from django.conf import settings
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse

from incidents.outbox.values import ProviderError

# Errors that pass by themselves; every other one stays until somebody mends it.
# Source: the error tables of Slack's Web API methods.
PASSING = {
    "internal_error",
    "fatal_error",
    "service_unavailable",
    "team_added_to_org",
    "request_timeout",
    "ratelimited",
    "rate_limited",
    "message_limit_exceeded",
    "accesslimited",
}

# Errors after which "some aspect of the operation" may have succeeded, as Slack says.
UNSURE = {"internal_error", "fatal_error"}


WORD = re.compile(r"[a-z_]+")

# Slack takes JSON for methods that write; what reads takes a form.
READS = (
    ".conversations",
    ".list",
    ".history",
    ".replies",
    ".info",
    ".members",
    ".test",
    ".getPermalink",
)


# What a person can do about an error that stays, by Slack's word for it.
ADVICE = {
    "account_inactive": "Muster's Slack app was removed: ask Muster's admin.",
    "cant_archive_general": "Everybody's channel cannot be archived.",
    "cant_archive_required": (
        "A Slack admin made everybody join this channel: it cannot be archived."
    ),
    "channel_not_found": (
        "The channel is gone or Muster is not in it: invite Muster to it again."
    ),
    "invalid_auth": "Slack does not take SLACK_BOT_TOKEN: ask Muster's admin.",
    "is_archived": "Somebody archived the channel: unarchive it in Slack.",
    "missing_scope": (
        "Muster's Slack app lacks a permission: ask its admin to add it and reinstall."
    ),
    "name_taken": "Another channel has the name: rename that one in Slack.",
    "no_permission": (
        "Your workspace does not let Muster do this: ask a Slack admin to allow it."
    ),
    "not_authed": "SLACK_BOT_TOKEN is not set: ask Muster's admin.",
    "not_in_channel": "Muster is not in the channel: invite it again.",
    "restricted_action": (
        "Your workspace does not let Muster do this: ask a Slack admin to allow it."
    ),
    "token_expired": "Slack no longer takes Muster's token: ask Muster's admin.",
    "token_revoked": "Slack no longer takes Muster's token: ask Muster's admin.",
    "too_many_pins": "The channel has too many pins: remove one.",
    "user_not_found": "The account is gone from Slack.",
}


class SlackRefused(ProviderError):
    """Slack answered with an error; `code` is Slack's word for it."""

    def __init__(self, method: str, code: str, response: dict[str, Any]) -> None:
        told = response.get("response_metadata", {}).get("messages", [])[:3]
        needed = response.get("needed")
        parts = [
            f"Slack refused {method}: {code}" + (f" ({needed})" if needed else ""),
            ADVICE.get(code, ""),
            "; ".join(told),
        ]
        text = ". ".join(part.rstrip(".") for part in parts if part)
        super().__init__(
            f"{text}.", permanent=code not in PASSING, in_doubt=code in UNSURE
        )
        self.code = code
        self.response = response


class Slack:
    """A client with a time-out in seconds, that never waits and never retries."""

    def __init__(self, client: WebClient) -> None:
        self.client = client
        self.timeout = float(client.timeout)

    def call(self, method: str, **arguments: Any) -> SlackResponse:
        """Raises SlackRefused, or ProviderError when the answer did not come."""
        try:
            if method.endswith(READS):
                return self.client.api_call(method, params=arguments)
            return self.client.api_call(method, json=arguments)
        except SlackApiError as error:
            raise _refused(method, error) from error
        except (OSError, http.client.HTTPException, SlackClientError) as error:
            raise ProviderError(
                f"Slack did not answer {method} ({type(error).__name__}: {error})",
                in_doubt=True,
            ) from error


def _refused(method: str, error: SlackApiError) -> ProviderError:
    response = error.response
    if not isinstance(response, SlackResponse):
        return ProviderError(f"Slack answered {method} with no JSON", in_doubt=True)
    status = response.status_code
    if status == 429:
        wait = float(response.headers.get("Retry-After", 1))
        return ProviderError(
            f"Slack limits the rate of {method}; asked for {wait:g} s",
            retry_after=wait,
        )
    if status >= 500:
        return ProviderError(
            f"Slack answered {method} with HTTP {status}", in_doubt=True
        )
    data = response.data if isinstance(response.data, dict) else {}
    if not WORD.fullmatch(str(data.get("error", ""))):  # the SDK's own, on broken JSON
        return ProviderError(f"Slack answered {method} with no JSON", in_doubt=True)
    return SlackRefused(method, str(data["error"]), data)


def make_client(timeout: float, *, token: str | None = None) -> WebClient:
    """A Web API client of our bot; `timeout` in seconds. It never retries itself."""
    token = settings.SLACK_BOT_TOKEN if token is None else token
    return _make(settings.SLACK_API_URL, token, timeout)


def worker_slack() -> Slack:
    """The client of the workers; a call's time-out is a quarter of a lease."""
    url, token = settings.SLACK_API_URL, settings.SLACK_BOT_TOKEN
    return _kept(url, token, settings.CALL_TIMEOUT_SECONDS)


@cache
def _kept(url: str, token: str, timeout: float) -> Slack:
    return Slack(_make(url, token, timeout))


def _make(url: str, token: str, timeout: float) -> WebClient:
    return WebClient(
        token=token,
        base_url=url,
        timeout=timeout,  # type: ignore[arg-type]
        retry_handlers=[],
    )
