"""A company whose alerts ring phones, while what carries them breaks."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg2

from backoffice.seeding.contacts import PHONES
from tests.flows.alerting import Tool
from tests.flows.story import Json, Story
from tests.muster_process import Muster
from tests.sandbox_process import Sandbox

SERVICE = "card-gateway"
KEY = "mk_a-key-of-a-fault"
TITLE = "Declines over 5 %"
# Longer than it takes until a lease has ended, and a retry has come.
SLOW = 60.0
# So that phones ring at once, whatever o'clock it is.
NOBODY_WATCHES = """
INSERT INTO incidents_calendarevent (service_id, name, kind, starts_at, ends_at)
SELECT id, 'Out of office', 'automate', now() - interval '1 hour',
    now() + interval '1 day' FROM incidents_service WHERE slug = %s
"""
WAITING = """
SELECT 1 FROM pg_locks l JOIN pg_stat_activity a USING (pid)
WHERE NOT l.granted AND a.datname = current_database()
"""


class Paging(Story):
    """An alert of the Card Gateway calls the primary, then the secondary."""

    def __init__(self, slack: Sandbox, muster: Muster) -> None:
        super().__init__(slack, muster)
        slack.put("/_sandbox/settings", {"speech_ms": 0, "calls_per_second": 0})
        muster.sql(NOBODY_WATCHES, SERVICE)
        self._tool = Tool(self, SERVICE, KEY)

    def fires(self) -> None:
        self._tool.sends(TITLE, severity="critical", settled=False)

    def calls(self, *statuses: str) -> list[Json]:
        """Every call that Twilio took, or those of these statuses."""
        placed = self.slack.get("/_sandbox/phones")["calls"]
        return [c for c in placed if not statuses or c["status"] in statuses]

    def rings(self) -> str:
        """Wait until somebody's phone rings; whose."""
        call = self.wait_for(lambda: self.calls("ringing"), SLOW)[-1]
        return next(name for name, to in PHONES.items() if to == call["to"])

    def acknowledges(self, who: str) -> None:
        """They pick up and press key 1."""
        self.slack.phone(who, "answer")
        self.wait_for(
            lambda: self.slack.state(who)["phone"]["calls"][-1]["gather"], SLOW
        )
        self.slack.phone(who, "key", key="1")
        self.wait_for(lambda: self.acknowledged_by() == self.name(who), SLOW)

    def name(self, who: str) -> str:
        return str(self.slack.user(who)["real_name"])

    def acknowledged_by(self) -> str:
        rows = self.muster.sql(
            "SELECT p.name FROM incidents_incident i"
            " JOIN incidents_person p ON p.id = i.acknowledged_by_id"
        )
        return str(rows[0][0]) if rows else ""

    def waits_are_over(self) -> None:
        """The minutes until the next level have passed."""
        self.muster.sql("UPDATE incidents_run SET next_at = now()")

    def first_page(self, column: str) -> Any:
        """A column of the page that the first call is."""
        ((found,),) = self.muster.sql(
            f"SELECT {column} FROM incidents_page WHERE way = 'call'"
            " ORDER BY id LIMIT 1"
        )
        return found

    def attempts(self) -> int:
        """How often Twilio was asked to call, those included that it never took."""
        return len(self.slack.calls("twilio:calls.create"))

    def fired(self, fault: str) -> bool:
        return any(f["id"] == fault and f["fired"] for f in self.slack.faults())

    @contextmanager
    def holding(self, statement: str) -> Iterator[None]:
        """Within, another session holds what this statement locks."""
        with closing(psycopg2.connect(self.muster.database_url)) as link:
            with link.cursor() as cursor:
                cursor.execute(statement)
            yield
            link.rollback()

    def somebody_waits(self) -> bool:
        """Whether a session of this database waits for a lock."""
        return bool(self.muster.sql(WAITING))
