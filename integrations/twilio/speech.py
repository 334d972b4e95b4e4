"""What is said on the phone, as TwiML. Pure.

Source: twilio.com/docs/voice/twiml/gather. Without a key a Gather falls through to
what follows it. Every address is used once: `step` counts them.
"""

from twilio.twiml.messaging_response import MessagingResponse
from twilio.twiml.voice_response import VoiceResponse

LANGUAGES = {"en": "en-GB"}
TIMES = 3
WAIT = 8
MACHINE_WAIT = 2
UNHEARD = "No key was pressed. Good bye."


def menu(said: str, keys: str, *, at: str, step: int, asked: int, language: str) -> str:
    """Say it, and ask for a key; after three times without one, good bye."""
    tag = LANGUAGES.get(language, "en-GB")
    response = VoiceResponse()
    gather = response.gather(
        action=f"{at}/key/{step + 1}/{asked}",
        num_digits=1,
        timeout=WAIT,
        finish_on_key="",
    )
    gather.say(f"{said} {keys}".strip(), language=tag)
    if asked + 1 < TIMES:
        response.redirect(f"{at}/ask/{step + 1}/{asked + 1}")
    else:
        response.say(UNHEARD, language=tag)
        response.hangup()
    return str(response)


def farewell(text: str, language: str = "en") -> str:
    """Say it and hang up."""
    response = VoiceResponse()
    response.say(text, language=LANGUAGES.get(language, "en-GB"))
    response.hangup()
    return str(response)


def answer(text: str) -> str:
    """An SMS back, or none."""
    response = MessagingResponse()
    if text:
        response.message(text)
    return str(response)
