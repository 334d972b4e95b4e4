"""Faults on demand: what goes wrong, with which calls, how often."""

from dataclasses import asdict, dataclass, field

from integrations.sandbox.ids import new_id
from integrations.sandbox.types import Json

API_KINDS = frozenset(
    {
        "latency",
        "429",
        "500",
        "503",
        "hang",
        "hang_after",
        "drop",
        "drop_after",
        "error",
    }
)
DELIVERY_KINDS = frozenset({"latency", "duplicate", "reorder", "drop"})
SMTP_KINDS = frozenset({"latency", "error", "drop", "drop_after", "hang", "hang_after"})
DELIVERIES = frozenset(
    f"deliver:{what}"
    for what in (
        "command",
        "event",
        "submit",
        "action",
        "close",
        "shortcut",
        "message_action",
        "suggest",
        "voice",
        "status",
        "amd",
        "sms",
        "sms_status",
        "*",
    )
)


class BadFault(ValueError):
    """The fault asked for makes no sense."""


@dataclass
class Fault:
    """One fault. `ms` and `retry_after` (seconds) are used by the kinds they fit."""

    method: str
    kind: str
    times: int | None = 1
    skip: int = 0
    ms: int = 0
    retry_after: int = 1
    error: str = "internal_error"
    copies: int = 2
    match: Json = field(default_factory=dict)
    id: str = field(default_factory=lambda: new_id("F"))
    seen: int = 0
    fired: int = 0

    def concerns(self, method: str, attributes: Json) -> bool:
        """Whether a call of this name with these arguments is meant."""
        if self.method == "*":
            others = method.startswith(("deliver:", "twilio:"))
            named = method != "smtp" and not others
        elif self.method == "deliver:*":
            named = method.startswith("deliver:")
        elif self.method == "twilio:*":
            named = method.startswith("twilio:")
        else:
            named = self.method == method
        return named and all(
            str(attributes.get(key)) == str(value) for key, value in self.match.items()
        )

    def take(self) -> bool:
        """Count one call that is meant; whether the fault strikes it."""
        self.seen += 1
        if self.seen <= self.skip:
            return False
        if self.times is not None and self.fired >= self.times:
            return False
        self.fired += 1
        return True


def _kinds(method: str) -> frozenset[str]:
    if method == "smtp":
        return SMTP_KINDS
    return DELIVERY_KINDS if method.startswith("deliver:") else API_KINDS


@dataclass(frozen=True)
class Verdict:
    """What happens to one call: a delay in milliseconds, and perhaps a fault."""

    delay_ms: int = 0
    fault: Fault | None = None

    @property
    def kind(self) -> str | None:
        """The kind of the fault, if there is one."""
        return self.fault.kind if self.fault else None


class Faults:
    """The faults in force."""

    def __init__(self) -> None:
        self._held: dict[str, Fault] = {}

    def add(self, body: Json) -> Fault:
        """Put a fault in force. Raises BadFault."""
        known = set(Fault.__dataclass_fields__) - {"id", "seen", "fired"}
        unknown = set(body) - known
        if unknown or not {"method", "kind"} <= set(body):
            wrong = ", ".join(sorted(unknown)) or "method and kind are required"
            raise BadFault(f"bad fault: {wrong}")
        fault = Fault(**{**body, "kind": str(body["kind"])})
        to_app = fault.method.startswith("deliver:")
        if to_app and fault.method not in DELIVERIES:
            raise BadFault(f"no such delivery: {fault.method}")
        if fault.kind not in _kinds(fault.method):
            raise BadFault(f"{fault.method} has no fault of kind {fault.kind}")
        self._held[fault.id] = fault
        return fault

    def listing(self) -> list[Json]:
        """Every fault with how often it fired."""
        return [asdict(fault) for fault in self._held.values()]

    def clear(self, fault_id: str | None = None) -> None:
        """Lift one fault, or all."""
        if fault_id is None:
            self._held.clear()
        else:
            self._held.pop(fault_id, None)

    def judge(self, method: str, attributes: Json) -> Verdict:
        """What strikes this call: all delays, and the first other fault."""
        delay, chosen = 0, None
        for fault in self._held.values():
            if not fault.concerns(method, attributes):
                continue
            if chosen and fault.kind != "latency":
                continue
            if fault.take():
                if fault.kind == "latency":
                    delay += fault.ms
                else:
                    chosen = fault
        return Verdict(delay, chosen)
