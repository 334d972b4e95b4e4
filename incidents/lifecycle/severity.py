"""Reading a severity that somebody typed or chose. Pure."""

from incidents.values import Mistake, Severity


def severity_of(value: str) -> Severity:
    """SEV1 for `1`, `sev1` or `SEV-1`. Raises Mistake, naming the choices."""
    digits = value.strip().upper().removeprefix("SEV").strip("- ")
    try:
        return Severity(f"SEV{digits}")
    except ValueError:
        names = ", ".join(Severity.values)
        raise Mistake(
            f"There is no severity “{value[:40]}”: it is one of {names}. Write 1, 2, 3 "
            "or 4.",
            field="severity",
        ) from None
