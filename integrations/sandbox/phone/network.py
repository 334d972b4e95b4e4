"""The phone network: every call and message, the queue, and who stopped SMS."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import asdict
from typing import Any

from integrations.sandbox.clock import Clock
from integrations.sandbox.phone.talk import Talk, status_parameters
from integrations.sandbox.phone.twiml import BadTwiml, read
from integrations.sandbox.phone.values import API, Call, Message, new_sid
from integrations.sandbox.phone.webhooks import Answer, Webhooks
from integrations.sandbox.types import Json

KEPT = 2_000
"""The newest calls, and as many messages, that are kept."""
STOP_WORDS = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"})
START_WORDS = frozenset({"START", "YES", "UNSTOP"})
"""Source: twilio.com/docs/api/errors/21610 and the FAQ on opt-out keywords."""
STOPPED = (
    "You have successfully been unsubscribed. You will not receive any more messages "
    "from this number. Reply START to resubscribe."
)
STARTED = (
    "You have successfully been re-subscribed to messages from this number. Reply HELP "
    "for help. Reply STOP to unsubscribe."
)

Spawn = Callable[[Coroutine[Any, Any, Any]], asyncio.Task[Any]]


class PhoneNetwork:
    """`pace` is calls a second (0: no queue); `speech_ms` a character is spoken for."""

    def __init__(
        self,
        *,
        account: str,
        number: str,
        clock: Clock,
        webhooks: Webhooks,
        spawn: Spawn,
        changed: Callable[[str], None],
    ) -> None:
        self.account = account
        self.number = number
        self.webhooks = webhooks
        self.pace = 1.0
        self.speech_ms = 60.0
        self.sms_url = ""
        self._clock = clock
        self._spawn = spawn
        self._on_change = changed
        self.clear()

    def clear(self) -> None:
        """Forget every call and message; calls under way are cut."""
        for talk in getattr(self, "talks", {}).values():
            talk.do("completed")
        self.calls: dict[str, Call] = {}
        self.talks: dict[str, Talk] = {}
        self.messages: dict[str, Message] = {}
        self.stopped: set[str] = set()
        self._next_call = 0.0

    # -- what a call needs

    def now(self) -> float:
        """Unix seconds."""
        return self._clock.now()

    def speech_seconds(self, text: str) -> float:
        """How long it takes to say."""
        return len(text) * self.speech_ms / 1000

    def changed(self, number: str) -> None:
        """Something that the owner of this phone sees has changed."""
        self._on_change(number)

    def report(self, call: Call, event: str) -> None:
        """Send the status callback of an event, if it was asked for."""
        talk = self.talks.get(call.sid)
        if not call.status_callback or event not in call.events or talk is None:
            return
        parameters = status_parameters(talk, self.now())
        if event == "initiated":
            parameters["CallStatus"] = "initiated"
        call.sequence += 1
        self._spawn(self.webhooks.send("status", call.status_callback, parameters))

    def tell_machine(self, call: Call) -> None:
        """Asynchronous answering machine detection has an opinion."""
        if call.amd_callback:
            parameters = {
                "AccountSid": self.account,
                "AnsweredBy": call.answered_by or "unknown",
                "CallSid": call.sid,
                "MachineDetectionDuration": "2400",
            }
            self._spawn(self.webhooks.send("amd", call.amd_callback, parameters))

    async def fetch(self, url: str, parameters: Json, method: str) -> Answer:
        """Ask the app what happens next in a call."""
        return await self.webhooks.send("voice", url, parameters, method)

    # -- calls

    def place(self, call: Call) -> None:
        """Queue a call: so many a second leave the queue, in the order they came."""
        self.calls[call.sid] = call
        _trim(self.calls)
        now = self.now()
        begin = max(now, self._next_call)
        if self.pace:
            self._next_call = begin + 1 / self.pace
        call.queue_ms = round((begin - now) * 1000)
        talk = self.talks[call.sid] = Talk(call, self)
        self._spawn(self._run(talk, begin - now))
        self.changed(call.to)

    async def _run(self, talk: Talk, wait: float) -> None:
        try:
            await asyncio.sleep(wait)
            if not talk.call.is_over:
                await talk.run()
        finally:
            self.talks.pop(talk.call.sid, None)

    def end(self, call: Call, status: str) -> None:
        """The API asks for its end: `canceled` before it is answered, `completed`
        whenever.
        """
        if call.status == "queued":
            call.ended, call.status = self.now(), "canceled"
            self.report(call, "completed")
            self.changed(call.to)
        elif call.status == "ringing":
            self.talks[call.sid].do("canceled")
        elif status == "completed":
            self.talks[call.sid].do("completed")

    def active(self, number: str) -> Talk | None:
        """The call that rings or is being held on this phone, the newest."""
        for sid in reversed(self.talks):
            talk = self.talks[sid]
            if talk.call.to == number and talk.call.status != "queued":
                return talk
        return None

    # -- messages

    def post(self, message: Message) -> None:
        """An SMS to somebody: queued, sent, delivered."""
        self.messages[message.sid] = message
        _trim(self.messages)
        self._spawn(self._carry(message))

    async def _carry(self, message: Message) -> None:
        for status in ("sent", "delivered"):
            message.status = status
            message.sent = message.sent or self.now()
            self.changed(message.to)
            if message.status_callback:
                await self.webhooks.send(
                    "sms_status",
                    message.status_callback,
                    {
                        "AccountSid": self.account,
                        "ApiVersion": API,
                        "From": message.from_,
                        "MessageSid": message.sid,
                        "MessageStatus": status,
                        "SmsSid": message.sid,
                        "SmsStatus": status,
                        "To": message.to,
                    },
                )

    async def reply(self, number: str, text: str) -> str:
        """An SMS from somebody; answers what came back to them."""
        mine = Message(
            sid=new_sid("SM"),
            to=self.number,
            from_=number,
            body=text,
            created=self.now(),
            direction="inbound",
            status="received",
        )
        self.messages[mine.sid] = mine
        self.changed(number)
        word = text.strip().upper()
        own = self._keyword(number, word)
        answer = await self._tell(mine)
        said = own or _message_of(answer)
        if said and (own or number not in self.stopped):
            self.post(
                Message(
                    sid=new_sid("SM"),
                    to=number,
                    from_=self.number,
                    body=said,
                    created=self.now(),
                    direction="outbound-reply",
                )
            )
        return said

    def _keyword(self, number: str, word: str) -> str:
        """Twilio answers STOP and START by itself, and tells the app all the same."""
        if word in STOP_WORDS:
            self.stopped.add(number)
            return STOPPED
        if word in START_WORDS and number in self.stopped:
            self.stopped.discard(number)
            return STARTED
        return ""

    async def _tell(self, message: Message) -> Answer:
        if not self.sms_url:
            return Answer(None)
        return await self.webhooks.send(
            "sms",
            self.sms_url,
            {
                "AccountSid": self.account,
                "ApiVersion": API,
                "Body": message.body,
                "From": message.from_,
                "MessageSid": message.sid,
                "NumMedia": "0",
                "NumSegments": str(message.segments),
                "SmsMessageSid": message.sid,
                "SmsSid": message.sid,
                "SmsStatus": "received",
                "To": message.to,
            },
        )

    # -- keeping

    def saved(self) -> Json:
        """For the state file; calls under way end with the process."""
        return {
            "calls": [asdict(c) for c in self.calls.values() if c.is_over],
            "messages": [asdict(m) for m in self.messages.values()],
            "stopped": sorted(self.stopped),
        }

    def load(self, saved: Json) -> None:
        """Take up what `saved` gave."""
        for row in saved.get("calls", []):
            self.calls[row["sid"]] = Call(**{**row, "events": tuple(row["events"])})
        for row in saved.get("messages", []):
            self.messages[row["sid"]] = Message(**row)
        self.stopped = set(saved.get("stopped", []))


def _trim(held: dict[str, Any]) -> None:
    while len(held) > KEPT:
        held.pop(next(iter(held)))


def _message_of(answer: Answer) -> str:
    """The text of a TwiML <Message>; nothing when there is none."""
    if not answer.is_good or not answer.text.strip():
        return ""
    try:
        verbs = read(answer.text)
    except BadTwiml:
        return ""
    return next((verb.text for verb in verbs if verb.name == "Message"), "")
