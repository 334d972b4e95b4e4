"""One call from the queue to its end: it rings, is answered, and is talked to."""

import asyncio
from contextlib import suppress
from typing import Protocol
from urllib.parse import urljoin

from integrations.sandbox.phone.twiml import BadTwiml, Verb, read
from integrations.sandbox.phone.values import API, Call, rfc2822
from integrations.sandbox.phone.webhooks import Answer
from integrations.sandbox.types import Json

MOST_REDIRECTS = 50
GATHER_SECONDS = 5.0
"""Source: twilio.com/docs/voice/twiml/gather: timeout."""
APPLICATION_ERROR = "We are sorry, an application error has occurred. Goodbye."
RINGING_ENDS = {"busy": "busy", "decline": "busy", "no_answer": "no-answer"}


class Exchange(Protocol):
    """What a call needs of the network it is part of."""

    account: str

    def now(self) -> float: ...
    def speech_seconds(self, text: str) -> float: ...
    def changed(self, number: str) -> None: ...
    def report(self, call: Call, event: str) -> None: ...
    def tell_machine(self, call: Call) -> None: ...
    async def fetch(self, url: str, parameters: Json, method: str) -> Answer: ...


class HungUp(Exception):
    """The call is over."""


class Talk:
    """Runs one call; `do` is what the owner of the phone, or the API, does."""

    def __init__(self, call: Call, exchange: Exchange) -> None:
        self.call = call
        self._exchange = exchange
        self._done: asyncio.Queue[str] = asyncio.Queue()

    def do(self, what: str) -> None:
        """answer, voicemail, busy, decline, no_answer, hang_up, silence, key:5."""
        self._done.put_nowait(what)

    async def run(self) -> None:
        """From initiated to the end."""
        call = self.call
        self._exchange.report(call, "initiated")
        self._become("ringing", "ringing")
        answered = await self._ring()
        if answered not in {"answer", "voicemail"}:
            self._end(RINGING_ENDS.get(answered, "canceled"))
            return
        call.started = self._exchange.now()
        if call.detects_machines:
            call.answered_by = "human" if answered == "answer" else "machine_start"
        self._become("in-progress", "answered")
        if call.detects_beside:
            self._exchange.tell_machine(call)
        if answered == "voicemail":
            self._note("voicemail", "Voicemail answers. It presses no key.")
            for _ in range(2):
                self.do("silence")
        with suppress(HungUp):
            await self._talk()
        self._end("completed")

    async def _ring(self) -> str:
        try:
            async with asyncio.timeout(self.call.ring_seconds):
                while True:
                    what = await self._done.get()
                    if what in {*RINGING_ENDS, "answer", "voicemail", "canceled"}:
                        return what
        except TimeoutError:
            return "no_answer"

    async def _talk(self) -> None:
        """Fetch TwiML and carry it out until it ends. Raises HungUp."""
        call = self.call
        verbs = self._read(call.twiml) if not call.url else await self._next(call.url)
        here = call.url
        for _ in range(MOST_REDIRECTS):
            onward = await self._carry_out(verbs)
            if onward is None:
                return
            url, more, method = onward
            here = urljoin(here, url)
            verbs = await self._next(here, more, method)

    async def _next(
        self, url: str, more: Json | None = None, method: str = ""
    ) -> tuple[Verb, ...]:
        call = self.call
        parameters = self.parameters() | (more or {})
        method = method or call.method
        answer = await self._exchange.fetch(url, parameters, method)
        if not answer.is_good and call.fallback_url:
            answer = await self._exchange.fetch(call.fallback_url, parameters, "POST")
        if not answer.is_good:
            self._note("error", APPLICATION_ERROR)
            raise HungUp
        return self._read(answer.text)

    def _read(self, document: str) -> tuple[Verb, ...]:
        try:
            return read(document)
        except BadTwiml as error:
            self._note("error", f"{APPLICATION_ERROR} ({error})")
            raise HungUp from error

    def parameters(self) -> Json:
        """What every request about this call carries."""
        call = self.call
        found: Json = {
            "AccountSid": self._exchange.account,
            "ApiVersion": API,
            "CallSid": call.sid,
            "CallStatus": call.status,
            "Called": call.to,
            "Caller": call.from_,
            "Direction": "outbound-api",
            "From": call.from_,
            "To": call.to,
        }
        if call.answered_by and not call.detects_beside:
            found["AnsweredBy"] = call.answered_by
        return found

    async def _carry_out(self, verbs: tuple[Verb, ...]) -> tuple[str, Json, str] | None:
        """Until the end (None), or where to go on: address, parameters, method."""
        for verb in verbs:
            if verb.name in {"Hangup", "Reject"}:
                return None
            if verb.name == "Redirect":
                return verb.text, {}, verb.attributes.get("method", "POST")
            if verb.name == "Gather":
                digits = await self._gather(verb)
                empty = verb.attributes.get("actionOnEmptyResult") == "true"
                if digits or empty:
                    method = verb.attributes.get("method", "POST")
                    address = verb.attributes.get("action", self.call.url)
                    return address, {"Digits": digits, "msg": "Gather End"}, method
            else:
                await self._say(verb)
        return None

    async def _say(self, verb: Verb) -> None:
        """Nobody is listened to meanwhile; keys that are pressed are lost."""
        seconds = self._begin(verb)
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while True:
                    self._leave(await self._done.get())

    def _begin(self, verb: Verb) -> float:
        if verb.name == "Pause":
            return self._exchange.speech_seconds("." * 15) * _number(verb, "length", 1)
        self._note("say", verb.text, language=verb.attributes.get("language", ""))
        return self._exchange.speech_seconds(verb.text)

    async def _gather(self, verb: Verb) -> str:
        """The keys that were pressed; a key cuts off what is being said."""
        wanted = int(_number(verb, "numDigits", 0))
        finish = verb.attributes.get("finishOnKey", "#")
        wait = _number(verb, "timeout", GATHER_SECONDS)
        self.call.gather = {"digits": wanted, "finish": finish, "timeout": wait}
        pressed = ""
        for each in verb.inside:
            pressed = await self._key(self._begin(each))
            if pressed:
                break
        while not pressed or (not wanted or len(pressed) < wanted):
            key = await self._key(wait)
            if key in {"", finish}:
                break
            pressed += key
        self.call.gather = None
        self._changed()
        return pressed.removesuffix(finish)

    async def _key(self, seconds: float) -> str:
        """The next key within so many seconds; empty when there is none."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while True:
                    what = await self._done.get()
                    self._leave(what)
                    if what == "silence":
                        return ""
                    if what.startswith("key:"):
                        self._note("key", what[4:])
                        return what[4:]
        return ""

    def _leave(self, what: str) -> None:
        if what in {"hang_up", "completed"}:
            raise HungUp

    def _note(self, kind: str, text: str, **more: str) -> None:
        self.call.heard.append(
            {"at": self._exchange.now(), "kind": kind, "text": text, **more}
        )
        self._changed()

    def _become(self, status: str, event: str) -> None:
        self.call.status = status
        self._exchange.report(self.call, event)
        self._changed()

    def _end(self, status: str) -> None:
        self.call.gather = None
        self.call.ended = self._exchange.now()
        self._become(status, "completed")

    def _changed(self) -> None:
        self._exchange.changed(self.call.to)


def _number(verb: Verb, name: str, otherwise: float) -> float:
    try:
        return float(verb.attributes.get(name, otherwise))
    except ValueError:
        return otherwise


def status_parameters(talk: Talk, now: float) -> Json:
    """What a status callback carries beside."""
    call = talk.call
    found = talk.parameters() | {
        "CallbackSource": "call-progress-events",
        "SequenceNumber": str(call.sequence),
        "Timestamp": rfc2822(now),
    }
    if call.is_over:
        found["CallDuration"] = str(call.seconds)
        found["Duration"] = str(-(-call.seconds // 60))
    return found
