"""Twilio's statuses, in the words of Page.Status. Pure.

Source: twilio.com/docs/voice/api/call-resource#call-status-values and
twilio.com/docs/messaging/api/message-resource#message-status-values.
"""

from incidents.escalation.models import Page
from integrations.engines import CALL, Report

Status = Page.Status
NO_KEY = "It was answered, and no key was pressed"
CALLS = {
    "ringing": Status.RINGING,
    "in-progress": Status.ANSWERED,
    "completed": Status.NO_ANSWER,
    "busy": Status.BUSY,
    "no-answer": Status.NO_ANSWER,
    "failed": Status.FAILED,
    "canceled": Status.CANCELLED,
}
MESSAGES = {
    "sent": Status.SENT,
    "delivered": Status.DELIVERED,
    "read": Status.DELIVERED,
    "undelivered": Status.FAILED,
    "failed": Status.FAILED,
    "canceled": Status.CANCELLED,
}
UNDER_WAY = (Status.SENT, Status.RINGING, Status.ANSWERED)
MACHINE = "machine"


def report(way: str, status: str, *, code: str = "", answered_by: str = "") -> Report:
    """`completed` is not acknowledged: who had pressed a key is past that already."""
    known = CALLS if way == CALL else MESSAGES
    found = known.get(status, Status.SENT)
    text = ""
    if way == CALL and status == "completed":
        text = NO_KEY
        if answered_by.startswith(MACHINE):
            found, text = Status.VOICEMAIL, ""
    return Report(
        status=found, code=code or status, text=text, final=found not in UNDER_WAY
    )
