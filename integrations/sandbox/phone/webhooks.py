"""Signed requests to the app, as Twilio sends them, with the faults in force."""

import asyncio
import time
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from integrations.sandbox import wire
from integrations.sandbox.control.faults import Faults, Verdict
from integrations.sandbox.control.records import Records
from integrations.sandbox.overtaking import Overtaking
from integrations.sandbox.phone.signing import signature
from integrations.sandbox.types import Json

WAIT_SECONDS = 15.0
"""How long Twilio waits. Source: twilio.com/docs/usage/webhooks/voice-webhooks."""


@dataclass(frozen=True)
class Answer:
    """What the app answered; `status` is None when it did not."""

    status: int | None
    text: str = ""

    @property
    def is_good(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


class Webhooks:
    """The way out to the app. Kinds: voice, status, amd, sms and sms_status."""

    def __init__(self, token: str, faults: Faults, records: Records) -> None:
        self._token = token
        self._faults = faults
        self._records = records
        self._overtaking = Overtaking()

    async def send(
        self, kind: str, url: str, parameters: Json, method: str = "POST"
    ) -> Answer:
        """Deliver it; a duplicate is the same signed bytes, its answer is lost."""
        verdict = self._faults.judge(f"deliver:{kind}", parameters)
        number = self._overtaking.begin()
        if verdict.delay_ms:
            await asyncio.sleep(verdict.delay_ms / 1000)
        # What overtakes it is the next one about the same call or message.
        about = parameters.get("CallSid") or parameters.get("MessageSid")
        order = f"{kind}:{about}"
        if verdict.kind == "reorder":
            await self._overtaking.wait(order, number)
        fault = verdict.fault
        copies = fault.copies if fault and fault.kind == "duplicate" else 1
        try:
            answers = await asyncio.gather(
                *(
                    self._send_one(kind, url, parameters, method, verdict)
                    for _ in range(copies)
                )
            )
            return answers[0]
        finally:
            if verdict.kind != "reorder":
                self._overtaking.gone(order, number)

    async def _send_one(
        self, kind: str, url: str, parameters: Json, method: str, verdict: Verdict
    ) -> Answer:
        record = self._records.add(
            kind=kind,
            via="http",
            url=url,
            payload=parameters,
            signature=signature(self._token, url, parameters),
            fault=verdict.kind,
            status=None,
            elapsed_ms=None,
            error=None,
            body=None,
        )
        if verdict.kind == "drop":
            record["error"] = "dropped"
            return Answer(None)
        started = time.monotonic()
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                answer = await self._request(url, parameters, method)
        except TimeoutError:
            answer, record["error"] = Answer(None), "operation_timeout"
        except (OSError, ValueError):
            answer, record["error"] = Answer(None), "dispatch_failed"
        record["elapsed_ms"] = round((time.monotonic() - started) * 1000)
        record["status"], record["body"] = answer.status, answer.text
        return answer

    async def _request(self, url: str, parameters: Json, method: str) -> Answer:
        if method == "GET":
            whole = _with(url, parameters)
            sent = {"X-Twilio-Signature": signature(self._token, whole, {})}
            response = await wire.request(whole, b"", sent, verb="GET")
        else:
            sent = {
                "Content-Type": "application/x-www-form-urlencoded",
                "User-Agent": "TwilioProxy/1.1",
                "X-Twilio-Signature": signature(self._token, url, parameters),
            }
            body = urlencode(parameters).encode()
            response = await wire.request(url, body, sent)
        return Answer(response.status, response.text)


def _with(url: str, parameters: Json) -> str:
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True)) | parameters
    return parts._replace(query=urlencode(query)).geturl()
