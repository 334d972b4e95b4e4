"""Sentry: what its integrations and its older webhook plugin send.

Source: getsentry/sentry-docs, docs/organization/integrations/integration-platform/
webhooks (issue alerts, metric alerts, issues, errors, comments, installation) and
getsentry/sentry, the legacy webhook's payload. An issue is one alert, whoever tells of
it: an alert rule, its change of state or an error in it. That an issue is resolved
comes without a time, so that issues have none here.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from incidents.alerts import fields
from incidents.alerts.sources import Body, Source
from incidents.alerts.values import Action, Signal, Unreadable

SETUP = """
1. In Sentry, **Settings › Developer Settings › Create New Integration › Internal
   Integration**. Name it Muster and paste this as **Webhook URL**:

        {hook}

2. Switch on **Alert Rule Action**, give *Issue & Event* the permission *Read*, and
   under **Webhooks** tick *issue*: so a resolved issue resolves its alert here.
3. Save. In the alert rules that should reach this service, add the action **Send a
   notification via an integration** and choose Muster.

Sentry sends no key in a header of your choice, so it is in the address. The older
**WebHooks** plugin (Settings › Integrations of a project) takes the same address; it
never tells that an issue is resolved.
"""
# An assignment may be made by a rule, so that it acknowledges nothing.
ISSUE = {
    "created": Action.TRIGGER,
    "unresolved": Action.TRIGGER,
    "resolved": Action.RESOLVE,
    "archived": Action.RESOLVE,
    "ignored": Action.RESOLVE,
    "assigned": Action.NOTE,
}
METRIC = {
    "critical": Action.TRIGGER,
    "warning": Action.TRIGGER,
    "open": Action.TRIGGER,
    "resolved": Action.RESOLVE,
}
Row = Mapping[str, Any]


def parse(body: Body) -> Sequence[Signal]:
    """By what `data` holds: Sentry says the kind in a header only."""
    whole = fields.mapping(body.data, "The body")
    if "data" not in whole:
        return [_of_the_plugin(whole)]
    data = fields.inner(whole, "data")
    for name, read in READERS.items():
        if name in data:
            found = read(whole, data)
            return [] if found is None else [found]
    if "installation" in data:
        return []  # somebody added or removed the integration
    raise Unreadable(f"data holds none of {', '.join(READERS)}.")


def _of_an_event(whole: Row, data: Row) -> Signal:
    name = "event" if "event" in data else "error"
    event = fields.inner(data, name)
    return Signal(
        title=fields.needed(event, "title"),
        dedup_key=f"issue-{fields.needed(event, 'issue_id')}",
        body=_told(event),
        severity=fields.text(event, "level"),
        labels=fields.labels(
            {
                "rule": data.get("triggered_rule"),
                "environment": event.get("environment"),
            },
            _tags(event),
        ),
        links=fields.links(("Sentry", fields.text(event, "web_url"))),
    )


def _of_an_issue(whole: Row, data: Row) -> Signal:
    issue = fields.inner(data, "issue")
    action = ISSUE.get(fields.text(whole, "action"))
    if action is None:
        raise Unreadable(f"action is none of {', '.join(ISSUE)}.")
    told = _told(issue)
    if action is Action.NOTE:
        told = _assigned(issue)
    return Signal(
        title=fields.needed(issue, "title"),
        action=action,
        dedup_key=f"issue-{fields.needed(issue, 'id')}",
        body=told,
        severity=fields.text(issue, "level"),
        labels=fields.labels(
            {"issue": issue.get("shortId"), "platform": issue.get("platform")},
            {"project": fields.text(fields.inner(issue, "project"), "slug")},
        ),
        links=fields.links(("Sentry", _url(issue))),
        by=fields.text(fields.inner(whole, "actor"), "name"),
    )


def _url(issue: Row) -> str:
    return fields.text(issue, "web_url") or fields.text(issue, "permalink")


def _assigned(issue: Row) -> str:
    whom = issue.get("assignedTo")
    name = fields.text(whom, "name") if isinstance(whom, Mapping) else ""
    return f"Assigned to {name} in Sentry." if name else "Assignment changed in Sentry."


def _of_a_metric(whole: Row, data: Row) -> Signal:
    action = METRIC.get(fields.text(whole, "action"))
    if action is None:
        raise Unreadable(f"action is none of {', '.join(METRIC)}.")
    alert = fields.inner(data, "metric_alert")
    rule = fields.inner(alert, "alert_rule")
    over = action is Action.RESOLVE
    projects = fields.rows(alert.get("projects"), "projects")
    title = fields.text(rule, "name") or fields.text(data, "description_title")
    return Signal(
        title=title or fields.needed(alert, "title"),
        action=action,
        dedup_key=f"metric-{fields.needed(alert, 'id')}",
        body=fields.text(data, "description_text"),
        severity="" if over else fields.text(whole, "action"),
        labels=fields.labels(
            {"rule": rule.get("name"), "environment": rule.get("environment")},
            {"project": " ".join(fields.plain(each, "projects") for each in projects)},
        ),
        links=fields.links(("Sentry", fields.text(data, "web_url"))),
        at=fields.moment(alert.get("date_closed" if over else "date_detected")),
    )


def _of_a_comment(whole: Row, data: Row) -> Signal | None:
    if fields.text(whole, "action") != "created":
        return None  # edited or deleted: a note is what was said
    return Signal(
        title=f"Issue {fields.needed(data, 'issue_id')}",
        action=Action.NOTE,
        dedup_key=f"issue-{fields.needed(data, 'issue_id')}",
        body=fields.text(data, "comment"),
        by=fields.text(fields.inner(whole, "actor"), "name"),
    )


def _of_the_plugin(whole: Row) -> Signal:
    event = fields.inner(whole, "event")
    rules = fields.rows(whole.get("triggering_rules"), "triggering_rules")
    title = fields.text(event, "title") or fields.text(whole, "message")
    return Signal(
        title=title or fields.needed(whole, "culprit"),
        dedup_key=f"issue-{fields.needed(whole, 'id')}",
        body=_told(event) or fields.text(whole, "culprit"),
        severity=fields.text(whole, "level"),
        labels=fields.labels(
            {"project": fields.text(whole, "project_slug")},
            {"rule": ", ".join(fields.plain(each, "rule") for each in rules)},
            _tags(event),
        ),
        links=fields.links(("Sentry", fields.text(whole, "url"))),
    )


def _told(row: Row) -> str:
    """What was thrown, and where."""
    about = fields.inner(row, "metadata")
    thrown = [fields.text(about, name) for name in ("type", "value")]
    where = fields.text(row, "culprit")
    return "\n".join(part for part in (": ".join(filter(None, thrown)), where) if part)


def _tags(event: Row) -> dict[str, Any]:
    """Pairs, as integrations send them, or objects, as the plugin does.

    Without the one that says whom it happened to: a person, or their address.
    """
    found = dict(_tag(row) for row in fields.rows(event.get("tags"), "tags"))
    return {name: value for name, value in found.items() if name != "user"}


def _tag(row: Any) -> tuple[str, Any]:
    if isinstance(row, Mapping):
        return fields.text(row, "key"), row.get("value")
    if isinstance(row, list) and len(row) == 2:
        return fields.plain(row[0], "Each of tags"), row[1]
    raise Unreadable("Each of tags is a pair of texts.")


READERS = {
    "event": _of_an_event,
    "error": _of_an_event,
    "metric_alert": _of_a_metric,
    "issue": _of_an_issue,
    "comment": _of_a_comment,
}
ACTOR = {"id": "sentry", "name": "Sentry", "type": "application"}
INSTALLATION = {"uuid": "a8e5d37a-696c-4c54-adb5-b3f28d64c7de"}
ISSUE_ROW = {
    "culprit": "?(runner)",
    "firstSeen": "2019-08-19T20:58:37.391000Z",
    "id": "1117540176",
    "level": "error",
    "metadata": {
        "filename": "/runner",
        "type": "ReferenceError",
        "value": "heck is not defined",
    },
    "permalink": None,
    "platform": "javascript",
    "project": {"id": "1", "name": "front-end", "platform": "", "slug": "front-end"},
    "shortId": "FRONT-END-9",
    "status": "unresolved",
    "substatus": "escalating",
    "title": "ReferenceError: heck is not defined",
    "web_url": "https://sentry.io/organizations/test-org/issues/1117540176/",
}
EVENT = {
    "culprit": "?(<anonymous>)",
    "datetime": "2019-08-19T21:06:17.677000Z",
    "event_id": "e4874d664c3540c1a32eab185f12c5ab",
    "issue_id": "1117540176",
    "issue_url": "https://sentry.io/api/0/issues/1117540176/",
    "level": "error",
    "message": "",
    "metadata": {
        "filename": "<anonymous>",
        "type": "ReferenceError",
        "value": "heck is not defined",
    },
    "platform": "javascript",
    "project": 1,
    "received": 1566248777.677,
    "tags": [
        ["browser", "Chrome 75.0.3770"],
        ["level", "error"],
        ["os.name", "Mac OS X"],
        ["user", "ip:162.217.75.90"],
    ],
    "title": "ReferenceError: heck is not defined",
    "type": "error",
    "web_url": "https://sentry.io/organizations/test-org/issues/1117540176/events/"
    "e4874d664c3540c1a32eab185f12c5ab/",
}
METRIC_ALERT = {
    "alert_rule": {
        "aggregate": "count()",
        "environment": None,
        "id": "7",
        "name": "Too many errors",
        "organization_id": "5",
        "projects": ["bar"],
        "query": "level:error",
        "time_window": 10,
        "triggers": [],
    },
    "date_closed": None,
    "date_detected": "2020-09-13T12:26:40.000000Z",
    "id": "4",
    "identifier": "1",
    "projects": ["bar"],
    "status": 2,
    "title": "Sacred Marmot",
}


def _sent(action: str, **data: Any) -> dict[str, Any]:
    return {
        "action": action,
        "actor": ACTOR,
        "data": data,
        "installation": INSTALLATION,
    }


def _metric(action: str, title: str) -> dict[str, Any]:
    return _sent(
        action,
        description_text="1000 events in the last 10 minutes\nFilter: level:error",
        description_title=title,
        metric_alert=METRIC_ALERT,
        web_url="https://sentry.io/organizations/baz/alerts/1/",
    )


SOURCE = Source(
    name="sentry",
    label="Sentry",
    parse=parse,
    setup=SETUP,
    samples={
        "firing": _sent(
            "triggered", event=EVENT, triggered_rule="Very Important Alert Rule!"
        ),
        "resolved": _sent(
            "resolved", issue={**ISSUE_ROW, "status": "resolved", "substatus": None}
        ),
        "issue firing": _sent("created", issue=ISSUE_ROW),
        "metric firing": _metric("critical", "Critical: Too many errors"),
        "metric resolved": _metric("resolved", "Resolved: Too many errors"),
        "plugin firing": {
            "id": "1117540176",
            "project": "front-end",
            "project_name": "front-end",
            "project_slug": "front-end",
            "logger": None,
            "level": "error",
            "culprit": "views.js in poll",
            "message": "This is an example exception",
            "url": "https://sentry.io/organizations/test-org/issues/1117540176/",
            "triggering_rules": ["Send a notification"],
            "event": {
                "event_id": "e4874d664c3540c1a32eab185f12c5ab",
                "title": "ReferenceError: heck is not defined",
                "tags": [["level", "error"]],
            },
        },
    },
)
