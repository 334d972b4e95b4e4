"""What Twilio asks and reports: /twilio/voice, /status, /machine and /sms."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from incidents.escalation import pages
from incidents.escalation.models import Page
from incidents.escalation.pages import outgoing
from incidents.response import paging, texting
from incidents.response.services import once
from integrations.engines import CALL, SMS
from integrations.paging import checking, wording
from integrations.paging.tokens import START, page_of
from integrations.twilio import speech, statuses
from integrations.twilio.genuine import digest, genuine, refused

ENGINE = "twilio"
XML = "text/xml; charset=utf-8"
GONE = "This page is gone. Good bye."
REPLAYED = "it was sent before"
FORGED = "its token is not ours"
NOT_A_KEY = "That is none of the keys."


@genuine
def voice(
    request: HttpRequest, token: str, step: int = 0, asked: int = 0
) -> HttpResponse:
    """The call was answered, or nobody pressed a key: say it (again)."""
    number = page_of(token)
    if number is None:
        return refused(request, FORGED)
    answer, first = once(
        digest(request, "CallSid"),
        lambda: ({"xml": _menu(number, token, step=step, asked=asked)}, True),
    )
    return _xml(answer["xml"]) if first else refused(request, REPLAYED)


@genuine
def key(request: HttpRequest, token: str, step: int, asked: int) -> HttpResponse:
    """A key was pressed."""
    number = page_of(token)
    if number is None:
        return refused(request, FORGED)
    digit = request.POST.get("Digits", "")
    answer, first = once(
        digest(request, "CallSid"),
        lambda: ({"xml": _pressed(number, token, digit, step, asked)}, True),
    )
    return _xml(answer["xml"]) if first else refused(request, REPLAYED)


def _menu(number: int, token: str, *, step: int, asked: int, before: str = "") -> str:
    page = _page(number)
    if page is None:
        return speech.farewell(GONE)
    out = outgoing(page)
    said = f"{before} {wording.spoken(out)}".strip()
    return speech.menu(
        said,
        wording.keys(out),
        at=f"{START}/voice/{token}",
        step=step,
        asked=asked,
        language=out.language,
    )


def _pressed(number: int, token: str, digit: str, step: int, asked: int) -> str:
    said = paging.answer(page_id=number, digit=digit, now=timezone.now())
    if said.repeat:
        return _menu(number, token, step=step, asked=0)
    if said.again:
        return _menu(number, token, step=step, asked=asked, before=NOT_A_KEY)
    return speech.farewell(said.text)


def _page(number: int) -> Page | None:
    rows = Page.objects.select_related(
        "incident__service__team", "person", "contact", "run"
    )
    return rows.filter(pk=number).first()


@genuine
def status(request: HttpRequest, token: str) -> HttpResponse:
    """A call or SMS is further. Copies and late ones change nothing."""
    number = page_of(token)
    if number is None:
        return refused(request, FORGED)
    form, now = request.POST, timezone.now()
    vendor_id = form.get("CallSid") or form.get("MessageSid", "")
    pages.known(number, engine=ENGINE, vendor_id=vendor_id, now=now)
    if "CallStatus" in form:
        by = form.get("AnsweredBy", "")
        report = statuses.report(CALL, form["CallStatus"], answered_by=by)
        sequence = _number(form.get("SequenceNumber", ""))
    else:
        code = form.get("ErrorCode", "")
        report = statuses.report(SMS, form.get("MessageStatus", ""), code=code)
        sequence = checking.LAST if report.final else 0
    pages.report(
        number,
        status=report.status,
        code=report.code,
        sequence=sequence,
        text=report.text,
        now=now,
    )
    return HttpResponse(status=204)


@genuine
def machine(request: HttpRequest, token: str) -> HttpResponse:
    """Who answered is a voicemail: that is no answer, and the next way follows."""
    number = page_of(token)
    if number is None:
        return refused(request, FORGED)
    by = request.POST.get("AnsweredBy", "")
    if by.startswith(statuses.MACHINE):
        pages.report(
            number,
            status=Page.Status.VOICEMAIL,
            code=by,
            sequence=checking.LAST,
            now=timezone.now(),
        )
    return HttpResponse(status=204)


@genuine
def sms(request: HttpRequest) -> HttpResponse:
    """Somebody wrote to our number."""
    form = request.POST
    answer, first = once(
        digest(request, "MessageSid"),
        lambda: (
            {
                "text": texting.reply(
                    sender=form.get("From", ""),
                    text=form.get("Body", ""),
                    now=timezone.now(),
                )
            },
            True,
        ),
    )
    if not first:
        return refused(request, REPLAYED)
    return _xml(speech.answer(answer["text"]))


def _xml(text: str) -> HttpResponse:
    return HttpResponse(text, content_type=XML)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0
