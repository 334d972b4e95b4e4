"""Any verbs, by anybody, copied and out of order: Slack ends as the database is."""

import itertools
import json
import time

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from tests.flows.story import COMMAND, Json, Story

PEOPLE = ("ada", "ben", "grace", "hugo")
OUTSIDER = "elena"
JOINS = "(joins)"
VERBS = (
    "update {text}",
    "sev {level}",
    "status fixing",
    "status monitoring",
    "status investigating",
    "lead @{other}",
    "lead me",
    "role comms @{other}",
    "role scribe me",
    "role responder @{other}",
    "note {text}",
    "follow-up {text} @{other} tomorrow",
    "accept",
    "ack",
    "invite @{other}",
    "resolve {text}",
    "reopen {text}",
    "close {text}",
    "merge into INC-{target}",
    "subscribe",
    "unsubscribe",
    "snooze",
    "decline {text}",
    "list",
    JOINS,
)
TEXTS = ("Rolled back", "", "<!channel> *bold*", "é🔥 ﷺ", "x" * 300)
STATES = "SELECT status, severity, title FROM incidents_incident WHERE id = %s"

person = st.sampled_from(PEOPLE)
number = st.sampled_from([0, 0, 1, 2])
_titles = itertools.count()


class Life(RuleBasedStateMachine):
    """Three incidents, one of them private, one opened by a machine."""

    story: Story

    @initialize(severity=st.sampled_from(["", "SEV1", "SEV3"]))
    def begins(self, severity: str) -> None:
        """Ada's public one, Ben's private one, and one that nobody declared."""
        known = self._count()
        tag = f"tag{next(_titles)}x"
        self.secret = f"vault{tag}"
        self.story.declare("ada", f"Public {tag}", severity=severity, settled=False)
        self.story.declare(
            "ben", f"Hidden {self.secret}", severity=severity, private=True
        )
        self.story.machine_opens(f"Machine {tag}", severity="SEV1")
        self.story.closes_everything("ada")
        self.held: set[str] = set()
        self.ids = [known + 1, known + 2, known + 3]

    @rule(
        who=person,
        about=number,
        survivor=number,
        other=person,
        verb=st.sampled_from(VERBS),
        text=st.sampled_from(TEXTS),
        level=st.integers(0, 5),
        delivery=st.sampled_from(["", "", "duplicate", "reorder"]),
    )
    def types(
        self,
        who: str,
        about: int,
        survivor: int,
        other: str,
        verb: str,
        text: str,
        level: int,
        delivery: str,
    ) -> None:
        """A command about one of them, from anywhere, however Slack delivers it."""
        if verb == JOINS:
            self._join(who, self.ids[about])
            return
        words = verb.format(
            text=text,
            level=level,
            target=self.ids[survivor],
            other=other,
        )
        words = words.replace(f"@{other}", f"<@{self.story.slack.user(other)['id']}>")
        name, _, rest = words.partition(" ")
        named = words if name == "list" else f"{name} {self.ids[about]} {rest}".strip()
        if delivery:
            self.story.slack.fault("deliver:command", delivery, copies=3)
        waits = delivery != "reorder"
        if not waits:
            self.held.add(named)
        self.story.slack.command(who, "random", COMMAND, named, wait=waits)
        if name == "merge" and not delivery:
            self._confirms(who)
        self.story.closes_everything(who)

    def _confirms(self, who: str) -> None:
        """Submit the form that asks whether to merge, if one opens after the ack."""
        until = time.monotonic() + 1
        while time.monotonic() < until:
            if self.story.slack.state(who)["views"]:
                self.story.submits(who, {})
                return
            time.sleep(0.03)

    def teardown(self) -> None:
        if not hasattr(self, "ids"):
            return
        self.story.slack.clear_faults()
        self._everything_is_delivered()
        self.story.settle()
        for incident in self.ids:
            self._slack_is_as_the_database(incident)
            self._history_holds(incident)
        self._nobody_learns_the_secret()

    def _everything_is_delivered(self) -> None:
        """A held command goes out when another one has overtaken it."""
        self.story.slack.command("ada", "random", COMMAND, "help")

        def answered() -> bool:
            sent = self.story.slack.deliveries("command")
            texts = {d["payload"]["text"] for d in sent if d["status"]}
            return self.held <= texts

        self.story.wait_for(answered)

    def _join(self, who: str, incident: int) -> None:
        """Into the channel of a public one, while it is open to anybody."""
        for channel in self._channels(incident):
            if not (channel["is_archived"] or channel["is_private"]):
                self.story.slack.join(who, channel["id"])

    def _slack_is_as_the_database(self, incident: int) -> None:
        ((status, severity, _),) = self.story.muster.sql(STATES, incident)
        channels = self._channels(incident)
        assert len(channels) <= 1
        if not channels or status == "merged":
            return
        (channel,) = channels
        (pin,) = channel["pins"]
        (card,) = [
            message
            for message in self.story.bot_messages(channel)
            if message["ts"] == pin["ts"]
        ]
        label = status.replace("_", "-").capitalize()
        shown, topic = self.story.shown(card), self.story.topic(channel)
        assert label in shown
        assert label in topic
        assert (severity or "not set") in shown
        assert (severity or "not set") in topic
        ((lead,),) = self.story.muster.sql(
            "SELECT coalesce(p.name, 'nobody') FROM incidents_incident i"
            " LEFT JOIN incidents_person p ON p.id = i.lead_id WHERE i.id = %s",
            incident,
        )
        assert f"Lead: {lead}" in topic
        assert lead in shown
        self._announced_as_it_is(incident, label, lead)

    def _announced_as_it_is(self, incident: int, label: str, lead: str) -> None:
        """Once at most; Ada's was announced when it was declared."""
        announced = [
            shown
            for message in self.story.bot_messages(self.story.channel("incidents"))
            if f"*INC-{incident}* ·" in (shown := self.story.shown(message))
            and message.get("thread_ts", message["ts"]) == message["ts"]
        ]
        assert len(announced) <= 1
        assert announced or incident != self.ids[0]
        for shown in announced:
            assert label in shown
            assert lead in shown

    def _history_holds(self, incident: int) -> None:
        """One line a change: each begins where the one before it ended. What was copied
        from an incident that was merged tells of that one.
        """
        lines = self.story.muster.sql(
            "SELECT kind, data, at FROM incidents_entry WHERE incident_id = %s"
            " AND data ? 'from' AND data ? 'to' AND NOT data ? 'merged_from'"
            " ORDER BY at, id",
            incident,
        )
        for kinds in (("severity",), ("lead",)):
            chain = [data for kind, data, _ in lines if kind in kinds]
            for before, after in itertools.pairwise(chain):
                assert _holder(before["to"]) == _holder(after["from"])
                assert _holder(after["to"]) != _holder(after["from"])
        times = self.story.muster.sql(
            "SELECT declared_at, investigating_at, fixing_at, monitoring_at,"
            " resolved_at, post_incident_at, closed_at FROM incidents_incident"
            " WHERE id = %s",
            incident,
        )[0]
        reached = [at for at in times if at is not None]
        assert reached == sorted(reached)
        doubled = self.story.muster.sql(
            "SELECT role_id FROM incidents_assignment WHERE incident_id = %s"
            " AND until IS NULL AND is_single GROUP BY role_id HAVING count(*) > 1",
            incident,
        )
        assert doubled == []

    def _nobody_learns_the_secret(self) -> None:
        told = self.story.types(OUTSIDER, "random", "list")
        assert self.secret not in told
        dump = self.story.slack.dump()
        outsider = self.story.slack.user(OUTSIDER)["id"]
        for channel in dump["channels"]:
            public = not (channel.get("is_private") or channel.get("is_im"))
            if public or outsider in channel["members"]:
                alone = channel.get("ephemeral", {}).get(outsider, [])
                shown = json.dumps(channel | {"ephemeral": alone})
                assert self.secret not in shown

    def _channels(self, incident: int) -> list[Json]:
        dump = self.story.slack.dump()
        names = (f"inc-{incident}-", f"inc-{incident} ")
        return [
            channel
            for channel in dump["channels"]
            if f"{channel.get('name') or ''} ".startswith(names)
        ]

    def _count(self) -> int:
        ((last,),) = self.story.muster.sql(
            "SELECT coalesce(max(id), 0) FROM incidents_incident"
        )
        return int(last)


def _holder(value: object) -> object:
    """The one value: who had a role before stands in a list of at most one."""
    if isinstance(value, list):
        return value[0] if value else None
    return value


def test_whatever_is_typed_slack_ends_as_the_database_is(story: Story) -> None:
    class Machine(Life):
        pass

    Machine.story = story
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=10,
            stateful_step_count=30,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
