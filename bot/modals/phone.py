"""The form that adds a phone; its code is asked for next."""

from bot import blockkit
from bot.answers import Answer, Open, View
from bot.asks import Ask
from bot.modals import phone_code
from bot.registry import Modal
from incidents.contacts import services
from incidents.contacts.models import ContactMethod
from incidents.record import effects


def view() -> View:
    return blockkit.modal(
        "Add a phone",
        [
            blockkit.field(
                "Number",
                blockkit.text_input(
                    "address", limit=40, placeholder="+44 7700 900123", focus=True
                ),
                hint="With its country, so without the leading 0. Only Muster and "
                "your admins use it, and no list shows more than its ends.",
            ),
            blockkit.field(
                "What you call it",
                blockkit.text_input("label", limit=40, value="mobile"),
                optional=True,
            ),
        ],
        callback_id="phone_add",
        submit="Send me a code",
    )


def submit(ask: Ask) -> Answer:
    method = services.add_method(
        person=ask.person,
        kind=ContactMethod.Kind.PHONE,
        address=str(ask.values.get("address") or ""),
        label=str(ask.values.get("label") or ""),
        by=ask.person,
    )
    services.send_code(method=method, by=ask.person, now=ask.now)
    effects.open_home(ask.slack_id, ask.now)
    return Open(phone_code.view(method))


MODAL = Modal(callback_id="phone_add", submit=submit)
