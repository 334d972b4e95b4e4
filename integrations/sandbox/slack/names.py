"""Channel names. Source: docs.slack.dev, conversations.create, "Naming conventions"."""

from integrations.sandbox.slack.errors import SlackError

MAX_NAME = 80


def check_name(name: str) -> str:
    """The name, if Slack would take it for a channel; raises SlackError if not."""
    if not name.strip():
        raise SlackError("invalid_name_required")
    if len(name) > MAX_NAME:
        raise SlackError("invalid_name_maxlength")
    if all(not char.isalnum() for char in name):
        raise SlackError("invalid_name_punctuation")
    if not all(_allowed(char) for char in name):
        raise SlackError("invalid_name_specials")
    return name


def _allowed(char: str) -> bool:
    """Lower-case letters of any script, digits, hyphen and underscore."""
    return char in "-_" or (char.isalnum() and char == char.lower())
