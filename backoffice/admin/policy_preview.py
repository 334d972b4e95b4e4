"""Whom a policy would ask in the next 14 days, before a change of it is saved.

The change is made as saving makes it, looked at, and rolled back.
"""

from typing import Any

from django.contrib.messages import get_messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from backoffice.admin.rota_preview import Save, fields
from backoffice.admin.screen import row_id
from incidents.policies.freezing import freeze, thaw
from incidents.policies.models import Policy
from incidents.response import guiding

TEMPLATE = "backoffice/policy_preview.html"


def answer(
    request: HttpRequest, context: dict[str, Any], save: Save, object_id: str | None
) -> HttpResponse:
    """The page of what would change; the form with its mistakes when it has any."""
    known = Policy.objects.filter(pk=row_id(object_id)).first() if object_id else None
    before = thaw(freeze(known)) if known else None
    with transaction.atomic():
        saved = save()
        if not isinstance(saved, HttpResponseRedirect):
            return saved
        made = Policy.objects.get(pk=known.pk) if known else _newest()
        after = thaw(freeze(made))
        found = guiding.compare(before=before, after=after, at=timezone.now())
        transaction.set_rollback(True)
    list(get_messages(request))  # what is said of saving: it was not saved
    page = {
        "title": f"What changes in {made.name}",
        "found": found,
        "zone": timezone.get_current_timezone_name(),
        "fields": fields(request),
        "messages": (),
    }
    return render(request, TEMPLATE, context | page)


def _newest() -> Policy:
    return Policy.objects.latest("pk")
