"""What the pulse does each second: levels whose time has come, and pages.

Truth is polled: no message tells that a run is due. Incidents are held before their
runs and pages, and what somebody changes at this moment is left for the next look, so
that nothing is paged once an acknowledgement is committed.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from msgspec import Struct

from incidents import bulk, rows
from incidents.calendars.queries import coverage_modes
from incidents.calendars.values import Coverage, Mode
from incidents.catalog.models import Service
from incidents.escalation import asking, notices, services, telling
from incidents.escalation.facts import Asked, Gathered, gather
from incidents.escalation.models import Notice, Page, Run
from incidents.escalation.modes import importance_of, mode_of
from incidents.escalation.values import Chain, House, Level, Standing, Walked
from incidents.escalation.walk import walk
from incidents.policies.freezing import thaw
from incidents.policies.models import Policy
from incidents.policies.queries import default_of
from incidents.policies.values import FrozenPolicy, Target
from incidents.record import effects
from incidents.record.models import Entry, Incident

AT_ONCE = 500
PUT_OFF = timedelta(minutes=1)
DECISIONS_KEPT = 100
RUNNING = Run.Status.RUNNING
_DUE = """
SELECT i.id, i.severity, i.service_id, i.is_private
FROM incidents_run r JOIN incidents_incident i ON i.id = r.incident_id
WHERE r.status = 'running' AND r.next_at <= %s
ORDER BY r.next_at LIMIT %s FOR NO KEY UPDATE OF i SKIP LOCKED
"""


_RUNS = """
WHERE incident_id = ANY(%s) AND status = 'running' AND next_at <= %s
ORDER BY id FOR NO KEY UPDATE
"""


class Held(Struct, frozen=True):
    """What a level looks at of an incident, which is held; the rest is read for those
    that need it. _DUE selects the same, in this order.
    """

    pk: int
    severity: str
    service_id: int | None
    is_private: bool


class RunFailed(Exception):
    """A run could not go on; it is tried again in a minute, and others went on."""


def advance(*, now: datetime, house: House, limit: int = AT_ONCE) -> int:
    """Do what is due by `now` (UTC), a batch of it; how many levels and pages.

    Raises RunFailed, from what went wrong, once all others have gone on.
    """
    try:
        return _advance(now, house, limit)
    except Exception as error:
        _singly(now, house)
        raise RunFailed("A batch failed: its runs went on one by one") from error


@transaction.atomic
def _advance(now: datetime, house: House, limit: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_DUE, [now, limit])
        held = [Held(*row) for row in cursor.fetchall()]
    done = _go_on(held, now, house) if held else 0
    return done + asking.send_due(now=now, limit=limit)


def _singly(now: datetime, house: House) -> None:
    """One by one, so that a run that fails keeps nobody else from being paged."""
    due = Run.objects.filter(status=RUNNING, next_at__lte=now).order_by("next_at")
    for pk, incident in list(due.values_list("pk", "incident")[:AT_ONCE]):
        try:
            with transaction.atomic():
                free = Incident.objects.select_for_update(no_key=True, skip_locked=True)
                found = free.filter(pk=incident).values_list(*Held.__struct_fields__)
                if held := [Held(*row) for row in found]:
                    _go_on(held, now, house)
        except Exception as own:
            Run.objects.filter(pk=pk, status=RUNNING).update(next_at=now + PUT_OFF)
            raise RunFailed(f"Run {pk} is put off for a minute") from own


def _go_on(held: Sequence[Held], now: datetime, house: House) -> int:
    runs = rows.every(Run, _RUNS, [[each.pk for each in held], now])
    if not runs:
        return 0
    _Batch(held, runs, now, house).go_on()
    return len(runs)


def _thawed(runs: Sequence[Run]) -> dict[int, FrozenPolicy]:
    """By run: those whose policy was the same when they began share it."""
    known: dict[int | None, tuple[Mapping[str, Any], FrozenPolicy]] = {}
    found = {}
    for run in runs:
        kept, policy = known.get(run.policy_id, ({}, None))
        if policy is None or kept != run.frozen:
            kept, policy = run.frozen, thaw(run.frozen)
            known[run.policy_id] = kept, policy
        found[run.pk] = policy
    return found


class _Batch:
    """Runs that go on together, in few statements."""

    def __init__(
        self,
        held: Sequence[Held],
        runs: Sequence[Run],
        now: datetime,
        house: House,
    ) -> None:
        self.held = {each.pk: each for each in held}
        self.now, self.house = now, house
        self.policies = _thawed(runs)
        self.walks: dict[Hashable, Walked] = {}
        self.coverage = self._coverage()
        self.runs: list[Run] = []
        self.paused: list[Run] = []
        for run in runs:
            (self.paused if self._unwatched(run) else self.runs).append(run)
        self.pages: list[Page] = []
        self.entries: list[Entry] = []
        self.notices: list[Notice] = []
        self.declared: list[tuple[int, Level]] = []

    def _coverage(self) -> Mapping[int, Coverage]:
        ids = {each.service_id for each in self.held.values()} - {None}
        found = rows.every(Service, "WHERE id = ANY(%s)", [list(ids)]) if ids else ()
        return coverage_modes(found, self.now) if ids else {}

    def _covered(self, run: Run) -> Coverage | None:
        return self.coverage.get(self.held[run.incident_id].service_id or 0)

    def _unwatched(self, run: Run) -> bool:
        """While its service is not monitored the run waits."""
        covered = self._covered(run)
        if covered is None or covered.mode != Mode.DO_NOT_MONITOR:
            return False
        if run.started_by_id is not None:
            return False  # a person asks for it all the same
        run.next_at = covered.until
        return True

    def go_on(self) -> None:
        for run in self.runs:
            covered = self._covered(run)
            mode, reason = mode_of(self.held[run.incident_id].severity, covered)
            run.mode, run.mode_reason = mode, reason
        asked = {run.pk: self._asked(run) for run in self.runs}
        gathered = gather(asked.values(), self.now, self.house)
        ended = [run for run in self.runs if self._walk(run, asked[run.pk], gathered)]
        for run in self.paused:
            reason = f"Paging waits. {run.mode_reason}"
            self._say(run, reason if run.mode_reason else "Paging waits")
        self._write()
        self._declare()
        whole = self._whole(run.incident_id for run in ended)
        for run in ended:
            self._exhausted(run, whole[run.incident_id])

    def _asked(self, run: Run) -> Asked:
        return Asked(
            policy=self.policies[run.pk],
            incident=run.incident_id,
            severity=self.held[run.incident_id].severity,
            importance=importance_of(run.mode),
            turn=int(run.frozen.get("turn", 0)),
            is_private=self.held[run.incident_id].is_private,
        )

    def _walk(self, run: Run, asked: Asked, gathered: Gathered) -> bool:
        """Answers whether nothing is left of it."""
        walked = self._walked(run, asked, gathered)
        for level in walked.levels:
            pages = [
                page
                for target in level.targets
                for page in self._pages(run, level, target, asked, gathered)
            ]
            last = level is walked.levels[-1]
            wait = walked.wait if last else None
            self.entries.append(
                telling.level_entry(run, level, pages, wait=wait, at=self.now)
            )
            self.pages += pages
            self.notices += notices.notices_for(run, level)
            if level.severity:
                self.declared.append((run.incident_id, level))
        self._stand(run, walked)
        return walked.exhausted

    def _walked(self, run: Run, asked: Asked, gathered: Gathered) -> Walked:
        """Runs of one policy that look at the same take the same step."""
        alerts = tuple(gathered.alerts.get(asked.incident, ()))
        looks = (asked.severity, asked.importance, asked.turn, asked.is_private, alerts)
        key = (id(asked.policy), run.place, run.repeated, *looks)
        if (known := self.walks.get(key)) is not None:
            return known
        walked = self.walks[key] = walk(
            asked.policy,
            Standing(run.place, run.repeated),
            gathered.of(asked),
            lambda target: bool(gathered.ways_to(target, asked.importance)),
        )
        return walked

    def _pages(
        self, run: Run, level: Level, target: Target, asked: Asked, gathered: Gathered
    ) -> list[Page]:
        why: Chain = [
            {"step": "policy", "text": run.why},
            {"step": "mode", "text": f"{Mode(run.mode).label}: {run.mode_reason}"},
            {"step": "level", "text": f"Level {level.number} of “{run.name}”"},
            {"step": "person", "text": target.why},
        ]
        return asking.pages_for(
            target,
            gathered.ways_to(target, asked.importance),
            incident=run.incident_id,
            mode=run.mode,
            importance=asked.importance,
            why=why,
            text=target.why,
            now=self.now,
            run=run,
            level=level.number,
        )

    def _stand(self, run: Run, walked: Walked) -> None:
        run.place, run.repeated = walked.standing.place, walked.standing.repeated
        run.next_at = self.now + walked.wait if walked.wait is not None else None
        run.decisions = [
            *run.decisions,
            *(
                {
                    "at": self.now.isoformat(),
                    "level": level.number,
                    "round": level.repeated,
                    "paged": [each.name for each in level.targets],
                    "reasons": list(level.reasons),
                }
                for level in walked.levels
            ),
        ][-DECISIONS_KEPT:]
        if walked.exhausted:
            run.status, run.ended_at = Run.Status.EXHAUSTED, self.now
            run.ended_why = "Nobody acknowledged"

    def _say(self, run: Run, text: str) -> None:
        self.entries.append(
            bulk.new(
                Entry,
                incident_id=run.incident_id,
                kind=Entry.Kind.PAGE,
                text=text,
                at=self.now,
            )
        )

    def _write(self) -> None:
        severities = {pk: each.severity for pk, each in self.held.items()}
        asking.add(self.pages, severities)
        notices.add(self.notices, severities)
        bulk.insert(self.entries)
        fields = [
            "place",
            "repeated",
            "next_at",
            "decisions",
            "status",
            "ended_at",
            "ended_why",
            "mode",
            "mode_reason",
        ]
        bulk.update([*self.runs, *self.paused], fields)
        people = defaultdict(list)
        for page in self.pages:
            if page.person_id is not None:
                people[page.incident_id or 0].append(page.person_id)
        private = self._whole(pk for pk in people if self.held[pk].is_private)
        for pk, incident in private.items():
            services.grant_sight(incident, people[pk])
        asking.show(self.held)

    def _declare(self) -> None:
        """Another severity, as the policy says; it is in force from the next level."""
        whole = self._whole(incident for incident, _ in self.declared)
        for incident, level in self.declared:
            self.house.change_severity(
                incident=whole[incident],
                severity=level.severity,
                reason=f"The policy says so at level {level.number}",
                now=self.now,
            )

    @staticmethod
    def _whole(ids: Iterable[int]) -> dict[int, Incident]:
        wanted = set(ids)
        return Incident.objects.in_bulk(wanted) if wanted else {}

    def _exhausted(self, run: Run, incident: Incident) -> None:
        """Nobody acknowledged: on to the catch-all's policy, or say what to do."""
        policy = self._catch_all_policy(run)
        text = f"Nobody acknowledged, and “{run.name}” has nobody left to page"
        if policy is not None:
            services.start_policy(
                incident=incident,
                policy=policy,
                why=f"{text}: “{policy.name}” is the catch-all's",
                by=None,
                now=self.now,
            )
            text = f"{text}. On with “{policy.name}”, the catch-all's policy"
        else:
            text = (
                f"{text}. Accept it, or page somebody by name: "
                "`/incident page <person or team>`"
            )
        entry = Entry.objects.create(
            incident=incident, kind=Entry.Kind.TROUBLE, text=text, at=self.now
        )
        effects.tell(incident, entry=entry.pk, message="change")

    def _catch_all_policy(self, run: Run) -> Policy | None:
        """None when that one was walked for this incident already."""
        team = self.house.catch_all()
        policy = default_of(team) if team else None
        if policy is None:
            return None
        walked = Run.objects.filter(incident=run.incident_id, policy=policy)
        return None if walked.exists() else policy
