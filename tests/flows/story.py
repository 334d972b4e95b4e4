"""What a story may say: people type and press; then we look at what they see."""

import json
import time
from collections.abc import Callable
from typing import Any, TypeVar

from tests.muster_process import Muster
from tests.sandbox_process import Sandbox

Json = dict[str, Any]
T = TypeVar("T")
COMMAND = "/incident"
SECONDS = 20.0


class Story:
    """A company in the sandbox and a running Muster beside it.

    The seeded past incidents are forgotten: the first one of a story is INC-1.
    """

    def __init__(self, slack: Sandbox, muster: Muster) -> None:
        self.slack = slack
        self.muster = muster
        muster.sql("TRUNCATE incidents_incident RESTART IDENTITY CASCADE")

    # -- what people do

    def types(
        self, who: str, where: str | Json, text: str, *, settled: bool = True
    ) -> str:
        """Type the command; answers what the person alone is shown, as text."""
        channel = where if isinstance(where, str) else where["id"]
        before = self.private_texts(who, channel)
        answer = self.slack.command(who, channel, COMMAND, text)
        assert answer["ok"], answer
        if settled:
            self.settle()
        new = self.private_texts(who, channel)[len(before) :]
        return "\n".join(new)

    def declare(
        self,
        who: str,
        title: str,
        *,
        severity: str = "",
        service: str = "",
        private: bool = False,
        settled: bool = True,
    ) -> None:
        """Open the form, fill it in and submit it."""
        self.slack.command(who, "random", COMMAND, "open")
        view = self.wait_for(lambda: self.slack.state(who)["views"])[-1]
        values: Json = {"title": title}
        if severity:
            values["severity"] = severity
        if service:
            values["service"] = self.option(view, "service", service)
        if private:
            values["private"] = [self.option(view, "private", "")]
        self.submits(who, values)
        if "Is it one of these?" in json.dumps(self.slack.state(who)["views"]):
            self.submits(who, values)
        if settled:
            self.settle()
            self.closes_everything(who)

    def machine_opens(self, title: str, **facts: object) -> None:
        """A machine declares, as an alert does, with these facts of a Declaration."""
        self.muster.manage(
            "shell",
            "-v0",
            "-c",
            "from django.utils import timezone\n"
            "from incidents.lifecycle.declaring import declare_many\n"
            "from incidents.lifecycle.values import Declaration\n"
            f"made = Declaration(**{ {'title': title, **facts}!r})\n"
            "declare_many(declarations=[made], by=None, now=timezone.now())",
        )
        self.settle()

    def submits(self, who: str, values: Json) -> Json:
        """Submit the form on top with these plain values by input."""
        view = self.wait_for(lambda: self.slack.state(who)["views"])[-1]
        filled = {name: {name: _element(value)} for name, value in values.items()}
        return self.slack.submit(who, view["id"], filled)

    def presses(
        self, who: str, where: str | Json, action: str, value: Json | None = None
    ) -> None:
        """Press a button, or choose in a menu, of the card or another bot message."""
        channel = self.channel(where if isinstance(where, str) else where["id"])
        ts = next(
            message["ts"]
            for message in self.bot_messages(channel)
            if f'"{action}"' in json.dumps(message["blocks"])
        )
        answer = self.slack.action(
            who, action, channel=channel["id"], ts=ts, value=value
        )
        assert answer["ok"], answer

    def retries(self, who: str) -> None:
        """Press Retry in the direct message about what is stuck."""
        (message,) = self.direct_messages(who)
        where = next(
            channel["id"]
            for channel in self.slack.dump()["channels"]
            if message in channel["messages"]
        )
        self.slack.action(who, "incident_retry", channel=where, ts=message["ts"])

    def form(self, who: str) -> Json:
        """The form on top, once Slack opened it: that follows the acknowledgement."""
        views = self.wait_for(lambda: self.slack.state(who)["views"])
        top: Json = views[-1]
        return top

    def closes_everything(self, who: str) -> None:
        for view in reversed(self.slack.state(who)["views"]):
            self.slack.close(who, view["id"])

    # -- what there is to see

    def channel(self, name: str) -> Json:
        return self.slack.channel(name)

    def incident_channel(self, number: int) -> Json:
        """The channel of INC-number, once it is open."""

        def find() -> Json | None:
            for channel in self.slack.dump()["channels"]:
                name = str(channel.get("name"))
                if name == f"inc-{number}" or name.startswith(f"inc-{number}-"):
                    found: Json = channel
                    return found
            return None

        return self.wait_for(find)

    def topic(self, channel: Json) -> str:
        """The topic of a channel as it is now."""
        return str(self.channel(channel["id"])["topic"]["value"])

    def members(self, channel: str | Json) -> set[str]:
        """The first names of the people in a channel, the bot left out."""
        found = self.channel(channel if isinstance(channel, str) else channel["id"])
        names = {user["id"]: user for user in self.slack.dump()["users"]}
        return {
            names[user]["name"]
            for user in found["members"]
            if not names[user].get("is_bot")
        }

    def bot_messages(self, channel: str | Json) -> list[Json]:
        """What Muster posted in a channel, oldest first."""
        found = self.channel(channel if isinstance(channel, str) else channel["id"])
        return [m for m in found["messages"] if m.get("bot_id") and not _slacks_own(m)]

    def direct_messages(self, who: str) -> list[Json]:
        """What Muster wrote to a person directly."""
        me = self.slack.user(who)["id"]
        return [
            message
            for channel in self.slack.dump()["channels"]
            if channel.get("is_im") and me in channel["members"]
            for message in channel["messages"]
            if message.get("bot_id")
        ]

    def shown(self, message: Json) -> str:
        """Every word of a message's blocks, as a person reads them."""
        words = "\n".join(_texts(message.get("blocks") or []))
        plain = words or str(message["text"])
        for name, char in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
            plain = plain.replace(name, char)
        return plain

    def mrkdwn(self, message: Json) -> str:
        """What Slack would interpret in a message: the fallback and mrkdwn texts."""
        marked = _texts(message.get("blocks") or [], kind="mrkdwn")
        return "\n".join([str(message["text"]), *marked])

    def timeline(self, number: int) -> str:
        rows = self.muster.sql(
            "SELECT text FROM incidents_entry WHERE incident_id = "
            f"{int(number)} ORDER BY at, id"
        )
        return "\n".join(str(row[0]) for row in rows)

    def incident_count(self) -> int:
        ((count,),) = self.muster.sql("SELECT count(*) FROM incidents_incident")
        return int(count)

    def option(self, view: Json, block: str, label: str) -> str:
        """The value of an option of a form's input, by its label."""
        found = next(b for b in view["blocks"] if b.get("block_id") == block)
        options = found["element"]["options"]
        return next(
            str(option["value"])
            for option in options
            if label.lower() in option["text"]["text"].lower()
        )

    # -- time

    def settle(self) -> None:
        """Wait until nothing is due any more; what gave up counts as settled."""
        self.wait_for(lambda: self.pending() == 0 or None)

    def wait_for(self, look: Callable[[], T | None], seconds: float = SECONDS) -> T:
        """Look again and again until there is something to see."""
        until = time.monotonic() + seconds
        while True:
            found = look()
            if found:
                return found
            assert time.monotonic() < until, f"did not come; {self.muster.logs()}"
            time.sleep(0.03)

    def pending(self) -> int:
        """How many effects are due or under way; what waits for a dead one is not, nor
        is a call that waits to be told together with others.
        """
        ((count,),) = self.muster.sql(
            "SELECT count(*) FROM incidents_effect e WHERE status IN "
            "('pending', 'leased') AND NOT EXISTS (SELECT 1 FROM incidents_effect p "
            "WHERE p.id = ANY(e.after) AND p.status = 'dead') AND NOT EXISTS "
            "(SELECT 1 FROM incidents_page p WHERE e.key = 'page:' || p.id "
            "AND e.status = 'pending' AND p.held_until > now())"
        )
        return int(count)

    def private_texts(self, who: str, channel: str) -> list[str]:
        """What only this person is shown in a channel, oldest first."""
        seen = self.slack.seen_channel(who, channel)
        return [self.shown(m) for m in seen["messages"] if m.get("ephemeral")]


def _slacks_own(message: Json) -> bool:
    return message.get("subtype") not in (None, "bot_message")


def _element(value: Any) -> Json:
    if isinstance(value, dict):
        return value
    if isinstance(value, list):
        return {"selected_options": [{"value": each} for each in value]}
    if value and (value.startswith("SEV") or value.isdecimal()):
        return {"selected_option": {"value": value}}
    return {"value": value}


def _texts(part: Any, kind: str = "") -> list[str]:
    """The texts in blocks, of one type or all."""
    if isinstance(part, list):
        return [text for each in part for text in _texts(each, kind)]
    if not isinstance(part, dict):
        return []
    if isinstance(part.get("text"), str):
        return [part["text"]] if kind in ("", part.get("type")) else []
    return [text for each in part.values() for text in _texts(each, kind)]
