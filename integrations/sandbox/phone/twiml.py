"""Reading TwiML: the verbs a page needs, in order. Pure.

Source: twilio.com/docs/voice/twiml. Anything else is refused as Twilio refuses a
document it cannot read (error 12100, 12200).
"""

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError, fromstring

KNOWN = {
    "Say": {"voice", "language", "loop"},
    "Pause": {"length"},
    "Gather": {
        "action",
        "method",
        "timeout",
        "numDigits",
        "finishOnKey",
        "input",
        "actionOnEmptyResult",
        "language",
    },
    "Redirect": {"method"},
    "Hangup": set(),
    "Reject": {"reason"},
    "Message": {"to", "from"},
}


class BadTwiml(ValueError):
    """No TwiML, or of a kind the sandbox does not know."""


@dataclass(frozen=True)
class Verb:
    """One verb with its attributes, its text and, in a Gather, the verbs inside."""

    name: str
    text: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    inside: tuple["Verb", ...] = ()


def read(document: str) -> tuple[Verb, ...]:
    """The verbs of a response. Raises BadTwiml."""
    try:
        root = fromstring(document)  # noqa: S314 - written by the app under test
    except ParseError as error:
        raise BadTwiml(f"12100 Document parse failure: {error}") from error
    if root.tag != "Response":
        raise BadTwiml("12200 the root is not Response")
    return tuple(_verb(each) for each in root)


def _verb(element: Element) -> Verb:
    known = KNOWN.get(element.tag)
    if known is None:
        raise BadTwiml(f"12200 no such verb here: {element.tag}")
    unknown = set(element.attrib) - known
    if unknown:
        raise BadTwiml(f"12200 {element.tag} has no {', '.join(sorted(unknown))}")
    inside = tuple(_verb(each) for each in element) if element.tag == "Gather" else ()
    if any(each.name not in {"Say", "Pause"} for each in inside):
        raise BadTwiml("12200 a Gather holds Say and Pause alone")
    text = " ".join("".join(element.itertext()).split())
    if element.tag == "Gather":
        text = ""
    if element.tag == "Message":
        text = "".join(element.itertext()).strip()
    return Verb(element.tag, text, dict(element.attrib), inside)
