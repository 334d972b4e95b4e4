"""Whose next 14 days a change of a layer, an override or a leave would alter, before
it is saved.

The change is made as saving makes it, looked at, and rolled back.
"""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from django.contrib.messages import get_messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from incidents.oncall.differences import PREVIEW, differences
from incidents.oncall.loading import rotas
from incidents.oncall.values import Rota, position_name
from incidents.people.models import Person

NAME = "_preview"
TEMPLATE = "backoffice/rota_preview.html"
Save = Callable[[], HttpResponse]


def typed_id(request: HttpRequest, field: str) -> int:
    """The id that a form names; 0 for what is none."""
    typed = request.POST.get(field, "")
    return int(typed[:18]) if typed.isascii() and typed.isdecimal() else 0


def answer(
    request: HttpRequest,
    context: dict[str, Any],
    save: Save,
    schedules: Collection[int],
) -> HttpResponse:
    """The page of what would change in these schedules; the form with its mistakes when
    it has any.
    """
    now = timezone.now()
    with transaction.atomic():
        before = rotas(schedules, now, now + PREVIEW)
        saved = save()
        if not isinstance(saved, HttpResponseRedirect):
            return saved
        after = rotas(schedules, now, now + PREVIEW)
        transaction.set_rollback(True)
    list(get_messages(request))  # what is said of saving: it was not saved
    groups = [
        {
            "name": rota.name,
            "zone": rota.zone.key,
            "rows": _rows(before.get(pk), rota, now),
        }
        for pk, rota in after.items()
    ]
    one = f" in {groups[0]['name']}" if len(groups) == 1 else ""
    page = {
        "title": f"What changes{one}",
        "groups": [each for each in groups if each["rows"]],
        "fields": fields(request),
        "messages": (),
    }
    return render(request, TEMPLATE, context | page)


def fields(request: HttpRequest) -> list[tuple[str, Any]]:
    """What was typed, to be sent again by Save."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name not in (NAME, "csrfmiddlewaretoken")
        for value in values
    ]


def _rows(before: Rota | None, after: Rota, now: datetime) -> list[dict[str, Any]]:
    found = differences(before, after, now, now + PREVIEW)
    people = {each.before for each in found} | {each.after for each in found}
    names = dict(
        Person.objects.filter(pk__in=people - {None}).values_list("pk", "name")
    )
    return [
        {
            "position": position_name(each.position).capitalize(),
            "starts": each.starts.astimezone(after.zone),
            "ends": each.ends.astimezone(after.zone),
            "before": names.get(each.before, "nobody") if each.before else "nobody",
            "after": names.get(each.after, "nobody") if each.after else "nobody",
            "is_gap": each.after is None,
        }
        for each in found
    ]
