"""From a Slack payload to one handler, once, and from its answer back to Slack.

The change and the request's digest commit before Slack hears "received" (design,
3.8). Forms are opened after that, on a thread, while Slack's trigger lives.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from django.conf import settings

from bot import blockkit, following, parsing, payloads, registry
from bot.answers import Answer, Errors, Open, Refresh, Say, dump, load
from bot.asking import ask_of, incident
from bot.mrkdwn import escape
from bot.registry import Command
from incidents.channels.queries import Asker
from incidents.response import services as response
from incidents.values import Mistake

Body = Mapping[str, Any]


@dataclass(frozen=True)
class Reply:
    """What Slack is answered with, and what follows when it has that."""

    ack: Mapping[str, Any] = field(default_factory=dict)
    then: Answer | None = None


def reply(body: Body, asker: Asker) -> Reply | None:
    """Carry a payload out; None for what Muster has no use for.

    What it changes is committed when this returns.
    """
    serve = _KINDS.get(payloads.kind(body))
    return serve(body, asker) if serve else None


def _command(body: Body, asker: Asker) -> Reply | None:
    if body["command"] not in settings.SLACK_COMMANDS:
        return None
    text, known = payloads.command_text(body), registry.commands()

    def run() -> Answer:
        ask = ask_of(body, asker)
        parsed = parsing.parse(text, commands=known, inside=ask.here is not None)
        if parsed.incident_id is not None:
            ask = replace(ask, incident=incident(parsed.incident_id, ask))
        return parsed.command.run(replace(ask, words=parsed.words))

    command = parsing.parse(text, commands=known, inside=False).command
    if command.reads:
        return Reply(ack=following.spoken(_read(command, run, body)))
    answer, first = _once(body, run)
    if isinstance(answer, Say):
        return Reply(ack=following.spoken(answer))
    return Reply(then=answer if first else None)


def _read(command: Command, run: Callable[[], Answer], body: Body) -> Say:
    """No receipt: a copy of the request may well be answered anew."""
    try:
        answer = run()
    except Mistake as mistake:
        answer = _refusal(mistake, body)
    if not isinstance(answer, Say):
        raise TypeError(f"`{command.verb}` reads, so it can only say something")
    return answer


def _submission(body: Body, asker: Asker) -> Reply | None:
    modal = registry.modal(str(body["view"].get("callback_id")))
    if modal is None:
        return None
    answer, _ = _once(body, lambda: modal.submit(ask_of(body, asker)))
    if isinstance(answer, Errors):
        return Reply(ack=_refused(answer, body))
    if isinstance(answer, Open | Refresh):
        return Reply(ack={"response_action": "update", "view": answer.view})
    if isinstance(answer, Say):
        view = following.spelled_out(answer)
        return Reply(ack={"response_action": "update", "view": view})
    # The menu it was opened from goes too: what it shows is no longer so.
    return Reply(ack={"response_action": "clear"})


def _action(body: Body, asker: Asker) -> Reply | None:
    """A press of a button or a choice in a menu."""
    acted = body["actions"][0]
    action = registry.action(str(acted["action_id"]))
    if action is None:  # or a link: Slack opens it and tells us all the same
        return None

    def run() -> Answer:
        ask = ask_of(body, asker)
        if action.is_input:
            return action.run(ask)
        incident_id, rest = payloads.split_value(payloads.action_value(acted))
        if incident_id is not None:
            ask = replace(ask, incident=incident(incident_id, ask))
        return action.run(replace(ask, value=rest))

    answer, first = _once(body, run)
    return Reply(then=answer if first else None)


def _shortcut(body: Body, asker: Asker) -> Reply | None:
    """A global shortcut, or an action on a message."""
    shortcut = registry.shortcut(str(body.get("callback_id")))
    if shortcut is None:
        return None

    def run() -> Answer:
        quoted = payloads.quoted(body) if "message" in body else None
        return shortcut.run(replace(ask_of(body, asker), quoted=quoted))

    answer, first = _once(body, run)
    return Reply(then=answer if first else None)


def _suggestion(body: Body, asker: Asker) -> Reply | None:
    """What an external menu offers: guests and strangers nothing."""
    options = registry.options(str(body.get("action_id")))
    if options is None:
        return None
    found: Sequence[registry.Option] = ()
    if asker.is_member:
        with suppress(Mistake):  # of another company, or without an account
            found = options.find(ask_of(body, asker), str(body.get("value") or ""))
    return Reply(ack={"options": found[: blockkit.OPTIONS]})


def _event(body: Body, asker: Asker) -> Reply | None:
    told = body["event"]
    counts = asker.is_member or asker.slack_id == asker.bot_user_id
    found = [
        event
        for event in registry.events()
        if event.name == told.get("type") and (counts or event.tells_of_slack)
    ]
    if not found:
        return None

    def act() -> tuple[response.Answer, bool]:
        for event in found:
            event.handle(told)
        return {}, True

    response.once(payloads.digest(body), act)
    return Reply()


_KINDS: dict[str, Callable[[Body, Asker], Reply | None]] = {
    "command": _command,
    "view_submission": _submission,
    "block_actions": _action,
    "shortcut": _shortcut,
    "message_action": _shortcut,
    "block_suggestion": _suggestion,
    "event_callback": _event,
}


def _once(body: Body, run: Callable[[], Answer]) -> tuple[Answer, bool]:
    def act() -> tuple[response.Answer, bool]:
        try:
            answer = run()
        except Mistake as mistake:
            return dump(_refusal(mistake, body)), False
        return dump(answer), not isinstance(answer, Errors)

    stored, first = response.once(payloads.digest(body), act)
    return load(stored), first


def _refusal(mistake: Mistake, body: Body) -> Answer:
    if body.get("type") == "view_submission":
        return Errors(texts={mistake.field: mistake.message})
    return Say(text=f":warning: {escape(mistake.message)}")


def _refused(answer: Errors, body: Body) -> Mapping[str, Any]:
    """Errors by block id: what belongs to no input stands by the first one. A form
    that has none to fill in makes room for what it is told.
    """
    blocks = body["view"]["blocks"]
    inputs = [b["block_id"] for b in blocks if b["type"] == "input"]
    if not inputs:
        told = " ".join(f":warning: {escape(text)}" for text in answer.texts.values())
        view = following.spelled_out(Say(text=told))
        return {"response_action": "update", "view": view}
    errors = {
        (name if name in inputs else inputs[0]): text
        for name, text in answer.texts.items()
    }
    return {"response_action": "errors", "errors": errors}
