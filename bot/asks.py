"""What a person asked for, whichever way Slack delivered it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.messages import words
from incidents.people.models import Person
from incidents.record.models import Incident
from incidents.values import Mistake


@dataclass(frozen=True)
class Quoted:
    """A message that somebody chose an action on. `text` is mrkdwn as Slack keeps it,
    with &, < and > escaped: to be shown as it is, or made plain by `bot.plaintext`.

    `user` is empty for a message of an app; `thread_ts` is the message's own `ts`
    where it stands in no thread. `ts` names the message within its channel. `message`
    is all of it, as Slack sent it.
    """

    channel: str
    ts: str
    text: str
    user: str
    thread_ts: str
    message: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Ask:
    """One request of one person.

    `incident` is resolved once, in dispatch: from the id in the words, the button's
    value, the modal's private metadata, or else the channel it was asked in; it is
    always one that `person` may see. `here` is the incident of the channel, if any.
    `words` is a command's text behind verb and id. `values` are a modal's inputs by
    action id: a string, a list of strings, or None; after an action also those of the
    message it stands in, and its own. `value` is what a button or the
    chosen option of a menu carries behind the incident's id. `carried` is what a
    modal was given to carry. `quoted` is the message that a message action is about.
    """

    person: Person
    slack_id: str
    now: datetime
    channel: str = ""
    incident: Incident | None = None
    here: Incident | None = None
    words: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    value: str = ""
    carried: Mapping[str, Any] = field(default_factory=dict)
    quoted: Quoted | None = None

    @property
    def the_incident(self) -> Incident:
        """The incident; raises Mistake with what to do when there is none."""
        if self.incident is None:
            raise Mistake(
                "Which incident? Run this in its channel, or name it behind the verb, "
                f"like INC-12. {words.command('list')} shows the open ones."
            )
        return self.incident
