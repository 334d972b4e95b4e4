"""ElastAlert 2: the alerter HTTP POST 2.

Source: jertel/elastalert2, docs/source/alerts.rst ("HTTP POST 2") and
elastalert/alerters/httppost2.py: each match is posted by itself, as the rendered
http_post2_payload over the fields of the match. ElastAlert tells of matches only; that
something is over it cannot say.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from incidents.alerts import fields
from incidents.alerts.sources import Body, Source
from incidents.alerts.values import Signal, Unreadable

SETUP = """
Add this to each rule, with the rule's own name and, if you like, other labels. What is
in double braces is a field of the match:

    alert: post2
    http_post2_url: "{url}/hooks/elastalert"
    http_post2_headers:
      Authorization: "Bearer {key}"
    http_post2_all_values: true
    http_post2_payload:
      rule: "Many 5xx answers"
      severity: "warning"
      dedup_key: "many-5xx"

ElastAlert never says that it is over. Let Muster resolve what is not heard of any
more: set **Resolve unheard-of alerts after** in the service's alert settings, above
the rule's `realert`.
"""
TITLES = ("title", "rule", "rule_name", "alert_subject")
TEXTS = ("body", "alert_text", "message")
LINKS = (
    ("Kibana", "kibana_discover_url"),
    ("OpenSearch", "opensearch_discover_url"),
    ("Kibana", "kibana_link"),
)
OURS = {
    *(*TITLES, *TEXTS, "severity", "dedup_key", "group_key", "labels"),
    *(name for _, name in LINKS),
}
MOST_LABELS = 20


def parse(body: Body) -> Sequence[Signal]:
    data = fields.mapping(body.data, "The body")
    rule = _first(data, TITLES)
    if not rule:
        raise Unreadable("rule is missing: put the rule's name into the payload.")
    return [
        Signal(
            title=rule,
            dedup_key=fields.text(data, "dedup_key") or rule,
            group_key=fields.text(data, "group_key"),
            body=_first(data, TEXTS),
            severity=fields.text(data, "severity"),
            labels=fields.labels(
                {"rule": rule}, fields.inner(data, "labels"), _plain_fields(data)
            ),
            links=fields.links(*((t, fields.text(data, n)) for t, n in LINKS)),
            at=fields.moment(data.get("@timestamp")),
        )
    ]


def _plain_fields(data: Mapping[str, Any]) -> dict[str, str]:
    """The match's own short fields: a document may hold hundreds, and long ones."""
    found = (
        (name, str(value))
        for name, value in data.items()
        if name not in OURS
        and not name.startswith(("@", "_"))
        and isinstance(value, str | int | float)
        and len(str(value)) <= 200
    )
    return dict(sorted(found)[:MOST_LABELS])


def _first(data: Mapping[str, Any], names: Sequence[str]) -> str:
    return next((found for name in names if (found := fields.text(data, name))), "")


SOURCE = Source(
    name="elastalert",
    label="ElastAlert 2",
    parse=parse,
    setup=SETUP,
    samples={
        "firing": {
            "rule": "Many 5xx answers",
            "severity": "warning",
            "dedup_key": "many-5xx",
            "@timestamp": "2026-03-12T14:04:58.120Z",
            "_id": "pV9qk5gBq",
            "_index": "nginx-2026.03.12",
            "num_hits": 412,
            "num_matches": 1,
            "message": '10.0.0.7 "POST /checkout" 502',
            "host": {"name": "web-1"},
            "status": 502,
            "kibana_discover_url": "https://kibana.brightwater.example/app/discover",
        }
    },
)
