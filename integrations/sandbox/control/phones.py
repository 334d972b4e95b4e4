"""What a person does with their phone, and what it shows."""

from integrations.sandbox.control import lookup
from integrations.sandbox.control.errors import ControlError
from integrations.sandbox.hub import Hub
from integrations.sandbox.types import Json

DOINGS = frozenset(
    {
        "answer",
        "voicemail",
        "busy",
        "decline",
        "no_answer",
        "hang_up",
        "silence",
        "key",
    }
)
BEFORE = frozenset({"answer", "voicemail", "busy", "decline", "no_answer"})
KEYS = frozenset("0123456789*#")
NEWEST = 30


async def phone(hub: Hub, body: Json) -> Json:
    """Answer, decline, press a key...: `do`, of the call that rings or is held."""
    number = _number(hub, body)
    what, key = lookup.text(body, "do"), lookup.text(body, "key", "")
    if what not in DOINGS:
        raise ControlError(f"do must be one of: {', '.join(sorted(DOINGS))}")
    if what == "key" and key not in KEYS:
        raise ControlError("key must be one of 0 to 9, * and #")
    talk = hub.phone.active(number)
    if talk is None:
        raise ControlError("no_call", status=409)
    if (what in BEFORE) != (talk.call.status == "ringing"):
        raise ControlError(f"the call is {talk.call.status}", status=409)
    talk.do(f"key:{key}" if what == "key" else what)
    return {"ok": True, "call": talk.call.shown()}


async def sms(hub: Hub, body: Json) -> Json:
    """Write an SMS to the app's number; answers what came back."""
    text = lookup.text(body, "text")
    if not text.strip():
        raise ControlError("no_text")
    reply = await hub.spawn(hub.phone.reply(_number(hub, body), text))
    return {"ok": True, "reply": reply}


def _number(hub: Hub, body: Json) -> str:
    """The phone of a person, or any number that is named."""
    if "number" in body:
        return lookup.text(body, "number")
    user = lookup.person(hub.ws, body)
    if not user.phone:
        raise ControlError(f"{user.name} has no phone")
    return user.phone


def shown(hub: Hub, number: str) -> Json:
    """One phone: its number, its calls and its messages, the newest last."""
    network = hub.phone
    calls = [c for c in network.calls.values() if c.to == number]
    messages = [m for m in network.messages.values() if number in {m.to, m.from_}]
    return {
        "number": number,
        "app_number": network.number,
        "calls": [c.shown() for c in calls if c.status != "queued"][-NEWEST:],
        "sms": [m.shown() for m in messages][-NEWEST:],
        "stopped": number in network.stopped,
    }


def everything(hub: Hub) -> Json:
    """Every call and message, for assertions."""
    network = hub.phone
    return {
        "ok": True,
        "calls": [c.shown() for c in network.calls.values()],
        "messages": [m.shown() for m in network.messages.values()],
        "stopped": sorted(network.stopped),
    }
