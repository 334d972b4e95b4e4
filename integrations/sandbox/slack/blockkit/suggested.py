"""The app's answer to a block_suggestion."""

from integrations.sandbox.slack.blockkit.checks import Shape, items
from integrations.sandbox.slack.blockkit.composition import (
    OPTION_GROUP,
    option,
    options_or_groups,
)

MOST = 100
_ANSWER = Shape(
    {},
    {
        "options": items(option(), MOST, 0),
        "option_groups": items(OPTION_GROUP, MOST, 0),
    },
    (options_or_groups,),
)


def problems_of(answer: object) -> list[str]:
    """What keeps Slack from showing these options; empty when nothing does."""
    problems: list[str] = []
    _ANSWER(answer, "", problems)
    return problems
