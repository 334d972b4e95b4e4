"""Logging in, with a bound on wrong passwords."""

import math
from datetime import timedelta
from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from unfold.forms import AuthenticationForm as AdminForm

from incidents.outbox import tries
from incidents.outbox.tries import Limit

# Of one account from one address; and from one address, which may be a whole office's.
TRIES, EVERY = 5, timedelta(minutes=3)
TRIES_OF_ALL, EVERY_OF_ALL = 50, timedelta(seconds=20)
LONGEST = 120
KIND = "log-in"


class LogInForm(AuthenticationForm):
    """As Django's; who tries too often waits, and whose password is right does not
    count.
    """

    def clean(self) -> dict[str, Any]:
        account = str(self.cleaned_data.get("username") or "").strip().lower()[:LONGEST]
        address = str(self.request.META.get("REMOTE_ADDR", "")) if self.request else ""
        own = f"{KIND}: {account} from {address}"
        wait = tries.take(
            [
                Limit(own, TRIES, EVERY),
                Limit(f"{KIND}: all from {address}", TRIES_OF_ALL, EVERY_OF_ALL),
            ]
        )
        if wait:
            raise ValidationError(_too_many(wait), code="too_many")
        cleaned: dict[str, Any] = super().clean()
        tries.forget(own)
        return cleaned


class AdminLogInForm(LogInForm, AdminForm):  # type: ignore[misc]
    """The back-office's own, with the same bound."""


def _too_many(wait: timedelta) -> str:
    minutes = max(1, math.ceil(wait / timedelta(minutes=1)))
    return (
        f"Too many wrong passwords from here. Try again in {minutes} "
        f"minute{'' if minutes == 1 else 's'}, or ask an admin to lift it in the "
        "back-office, under Engine, Throttles."
    )
