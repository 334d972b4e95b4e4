"""What a post-mortem shows of its incident, whatever people wrote in it."""

import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from incidents.postmortems import charts, document, draft, markdown
from incidents.postmortems.values import (
    WORKED,
    Facts,
    Holder,
    Line,
    ToDo,
    Weight,
    phases,
)
from incidents.values import Status

START = datetime(2026, 3, 12, 14, 5, tzinfo=UTC)
HOSTILE = (
    "<script>alert(1)</script>",
    "a | b || c \\| d",
    "# not a heading",
    "```\nnot code",
    "[click](javascript:alert(1)) ![x](https://evil.example/p.png)",
    "*bold* _it_ ~~gone~~ `code` &copy; <b>x</b>",
    "<https://ok.example/a_b_c?x=1&y=|2>",
    "<!channel> <@U1|Ada> <#C1|general>",
    "| --- |\n| - |",
    "\\",
    "الخدمة معطلة",
)
texts = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=80))
lengths = st.integers(0, 100_000).map(lambda n: timedelta(seconds=n))


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def facts(**changes: object) -> Facts:
    given = {
        "number": 12,
        "title": "Checkout is down",
        "severity": "SEV1",
        "status": Status.RESOLVED,
        "now": at(600),
        "declared_at": START,
        "declared_by": "Ada",
        "acknowledged_at": at(2),
        "acknowledged_by": "Ben",
        "service": "Checkout API",
        "team": "Payments",
        "summary": "Customers get errors",
        "resolution": "Rolled back to 4.2",
        "times": {
            Status.TRIAGE: START,
            Status.INVESTIGATING: at(2),
            Status.FIXING: at(12),
            Status.MONITORING: at(30),
            Status.RESOLVED: at(42),
        },
        "people": (Holder("Lead", "Ada", START),),
        "others": ("Chloe",),
        "lines": (
            Line(START, "Declared: Checkout is down", "Ada", Weight.CHANGE),
            Line(at(5), "It is the cache", "Ben", Weight.UPDATE),
            Line(at(42), "Status: Monitoring → Resolved", "Ada", Weight.CHANGE),
        ),
        "to_dos": (ToDo("Watch the certificate", "Open", "Ada", date(2026, 4, 1)),),
        **changes,
    }
    return Facts(**given)  # type: ignore[arg-type]


@st.composite
def any_facts(draw: st.DrawFn) -> Facts:
    """Of an incident that went through some statuses at some times."""
    moment, times = START, {}
    for status in (*WORKED, Status.RESOLVED):
        if status is Status.TRIAGE or draw(st.booleans()):
            moment += draw(lengths)
            times[status] = moment
    text = draw(texts)
    lines = tuple(
        Line(START + draw(lengths), text, text, draw(st.sampled_from(Weight)))
        for _ in range(draw(st.integers(0, 8)))
    )
    return facts(
        title=text,
        service=text,
        summary=text,
        resolution=text,
        times=times,
        lines=lines,
        reopened=tuple(line.at for line in lines[:2]),
        people=(Holder(text, text),),
        to_dos=(ToDo(text, "Open", text),),
        declared_at=START,
        now=START + draw(lengths),
    )


def tokens(text: str) -> list[Token]:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)


def tables(text: str) -> list[list[int]]:
    """How many cells the rows of each table have."""
    found: list[list[int]] = []
    for token in tokens(text):
        if token.type == "table_open":
            found.append([])
        elif token.type == "tr_open":
            found[-1].append(0)
        elif token.type in ("th_open", "td_open"):
            found[-1][-1] += 1
    return found


@given(any_facts())
def test_whatever_is_written_the_tables_keep_their_shape(about: Facts) -> None:
    made = tables(document.document(about, "Ours", state="Draft"))
    widths = [{*table} for table in made]
    course = [] if not phases(about) else [{3}]
    timeline = [{3}] if about.lines else []
    assert widths == [{2}, {4}, *course, *timeline, {4}]
    if about.lines:
        assert len(made[-2]) == len(about.lines) + 1


@given(texts)
def test_what_people_wrote_is_shown_and_does_nothing(text: str) -> None:
    made = f"x {markdown.inline(text)} y"
    (inline,) = [token for token in tokens(made) if token.type == "inline"]
    kinds = {child.type for child in inline.children or ()}
    assert kinds <= {"text", "text_special", "link_open", "link_close"}
    for child in inline.children or ():
        if child.type == "link_open":
            assert str(child.attrs["href"]).startswith(("http://", "https://"))


def test_a_mention_has_a_name_and_a_link_leads_somewhere() -> None:
    made = markdown.inline("<@U1|Ada> saw <https://a.example/b_c|the log>")
    assert made == "@Ada saw [the log](<https://a.example/b_c>)"
    assert markdown.inline("see https://a.example/b_c.") == (
        "see <https://a.example/b_c>."
    )
    assert markdown.link("x", "javascript:alert(1)") == "x"


def test_the_document_tells_severity_service_times_people_and_what_is_to_do() -> None:
    shown = document.document(facts(), "## Causes\n\nThe cache.", state="Draft")
    for line in (
        "# Post-mortem of INC-12: Checkout is down",
        "| Severity | SEV1 · critical |",
        "| Service | Checkout API (Payments) |",
        "| Declared | 2026-03-12 14:05, Ada |",
        "| Acknowledged | 2026-03-12 14:07, Ben |",
        "| Time to acknowledge | 2 min |",
        "| Time to fix | 30 min |",
        "| Time to resolve | 42 min |",
        "| Lead | Ada | 2026-03-12 14:05 | – |",
        "Also in it: Chloe.",
        "The cache.",
        "| Fixing | 2026-03-12 14:17 | 18 min |",
        "| 2026-03-12 14:10 | It is the cache | Ben |",
        "| Watch the certificate | Ada | 2026-04-01 | Open |",
        "    Fixing :2026-03-12 14:17:00, 2026-03-12 14:35:00",
    ):
        assert line in shown


def test_times_of_other_zones_are_told_in_utc() -> None:
    tokyo = datetime.fromisoformat("2026-03-12T23:05:00+09:00")
    assert markdown.moment(tokyo) == "2026-03-12 14:05"


def test_a_line_made_of_a_message_leads_to_it() -> None:
    line = Line(START, "Look", "Ada", permalink="https://x.slack.com/archives/C1/p1")
    shown = document.tail(facts(lines=(line,)))
    assert "Look [message](<https://x.slack.com/archives/C1/p1>)" in shown


def test_a_private_incident_is_marked_as_such() -> None:
    shown = document.document(facts(is_private=True), "", state="Draft")
    assert "Private: only for the people in this incident" in shown


@given(any_facts())
def test_phases_follow_each_other_and_fill_the_time(about: Facts) -> None:
    found = phases(about)
    for before, after in pairwise(found):
        assert before.until == after.since
    if found:
        assert found[-1].until == about.end
    assert all(phase.lasted > timedelta() for phase in found)


@given(any_facts())
def test_the_charts_are_well_formed_and_stay_inside(about: Facts) -> None:
    for chart in (charts.statuses(about), charts.activity(about)):
        if not chart:
            continue
        drawn = ET.fromstring(chart)
        assert drawn.get("role") == "img"
        assert drawn.find("title") is not None
        assert drawn.find("desc") is not None
        width, height = map(float, str(drawn.get("viewBox")).split()[2:])
        for bar in drawn.findall("rect"):
            x, y, wide, tall = (
                float(str(bar.get(name))) for name in ("x", "y", "width", "height")
            )
            assert x >= 0
            assert x + wide <= width + 1.2
            assert y >= 0
            assert y + tall <= height


@given(any_facts())
def test_every_line_up_to_the_end_is_counted_once(about: Facts) -> None:
    found = charts.buckets(about)
    inside = [n for n in about.lines if about.declared_at <= n.at <= about.end]
    assert len(found) <= charts.BARS
    if found:
        counted = sum(bucket.updates + bucket.others for bucket in found)
        assert counted == len(inside)


def test_what_took_no_time_has_no_chart_and_says_so() -> None:
    at_once = facts(times={Status.RESOLVED: START})
    assert charts.statuses(at_once) == ""
    assert charts.activity(at_once) == ""
    assert "It was resolved at once." in document.tail(at_once)


def test_the_status_chart_says_in_words_what_it_shows() -> None:
    chart = charts.statuses(facts(reopened=(at(20),)))
    assert (
        "triage 2 min, investigating 10 min, fixing 18 min, monitoring 12 min." in chart
    )
    assert "Reopened 14:25 UTC" in chart


@given(any_facts())
def test_a_draft_has_every_section_once(about: Facts) -> None:
    heads = [
        token.content
        for before, token in zip(
            tokens(draft.draft(about)), tokens(draft.draft(about))[1:], strict=False
        )
        if before.type == "heading_open" and before.tag == "h2"
    ]
    wanted = [
        "Summary",
        "Impact",
        "What happened",
        "Causes",
        "What went well",
        "What went badly",
        "Where we were lucky",
    ]
    assert [head for head in heads if head in wanted] == wanted


def test_a_draft_begins_with_what_is_known() -> None:
    made = draft.draft(facts())
    assert "declared by Ada at 2026-03-12 14:05 UTC, resolved after 42 min." in made
    assert "Customers get errors" in made
    assert "**What fixed it:** Rolled back to 4.2" in made
    assert "- **14:10** It is the cache (Ben)" in made


def test_a_long_timeline_is_cut_in_the_draft_and_whole_below() -> None:
    lines = tuple(Line(at(n), f"Step {n}", "Ada", Weight.UPDATE) for n in range(100))
    about = facts(lines=lines)
    assert "and 40 more lines" in draft.draft(about)
    assert document.tail(about).count("Step ") == 100


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Checkout is down", "inc-12-checkout-is-down-postmortem.md"),
        ("../../etc/passwd", "inc-12-etc-passwd-postmortem.md"),
        ("الخدمة", "inc-12-postmortem.md"),
        ("é" * 300, f"inc-12-{'e' * 60}-postmortem.md"),
        ('x"; rm -rf', "inc-12-x-rm-rf-postmortem.md"),
    ],
)
def test_the_file_has_a_plain_name(title: str, name: str) -> None:
    assert document.file_name(facts(title=title)) == name
    assert re.fullmatch(r"[a-z0-9.-]+", name)
