"""`/incident override`: opens its form."""

from bot.answers import Answer, Open
from bot.asks import Ask
from bot.modals import oncall_override
from bot.registry import Command


def run(ask: Ask) -> Answer:
    return Open(oncall_override.view(ask))


COMMAND = Command(
    verb="override",
    usage="",
    help="Put somebody on call for a while",
    run=run,
    rank=27,
)
