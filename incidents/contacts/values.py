"""Frozen facts of how somebody is reached."""

from dataclasses import dataclass, field
from datetime import timedelta

from incidents.contacts.models import Way


@dataclass(frozen=True, slots=True)
class Planned:
    """One way to reach somebody, so long after their page began, and why this one.

    `method` is the id of a contact method; None for their Slack account or the e-mail
    address they have anyway.
    """

    way: Way
    method: int | None
    after: timedelta
    reason: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A person's own wish."""

    way: Way
    after: timedelta
    method: int | None = None


@dataclass(frozen=True, slots=True)
class Method:
    """A contact method that may be used: verified, and whether SMS were stopped."""

    pk: int
    kind: str
    name: str
    takes_sms: bool = True


@dataclass(frozen=True, slots=True)
class Reachable:
    """All that decides how somebody is reached."""

    methods: tuple[Method, ...] = ()
    rules: tuple[Rule, ...] = ()
    has_slack: bool = False
    has_email: bool = False


@dataclass(frozen=True, slots=True)
class Address:
    """Where a call, SMS or e-mail goes; asked for when it is sent, and never kept.

    With a `resolver`, the number is a redirect number: what is called stands behind
    it. Its text shows neither number nor PIN.
    """

    to: str = field(repr=False)
    resolver: str = ""
    pin: str = field(default="", repr=False)
