"""E-mails to followers, as a mail server takes or refuses them."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from pytest_django import Settings

from backoffice.local import ports
from incidents.channels.models import SlackUser, Workspace
from incidents.lifecycle import declaring
from incidents.lifecycle.values import Declaration
from incidents.outbox import claims
from incidents.outbox.values import Claim, ProviderError
from incidents.people.models import Person
from incidents.record.models import Incident
from incidents.response.updating import publish_update
from incidents.updates import following
from incidents.updates.values import Update
from integrations import registry
from integrations.registry import Receipt
from tasks import handlers
from tests.bot.facts import HOSTILE
from tests.sandbox_process import Sandbox

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def server() -> Iterator[Sandbox]:
    with Sandbox(smtp=True) as server:
        yield server


@pytest.fixture(autouse=True)
def _mail_server(server: Sandbox, settings: Settings) -> None:
    server.clear_faults()
    server.forget_mail()
    settings.EMAIL_URL = f"smtp://127.0.0.1:{server.smtp_port}"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.smtp_port
    settings.EMAIL_TIMEOUT = 1.0
    settings.DEFAULT_FROM_EMAIL = "Muster <muster@example.com>"


def person(name: str) -> Person:
    workspace, _ = Workspace.objects.get_or_create(slack_id="T1", name="Example")
    made = Person.objects.create(
        name=name, email=f"{name}@example.com".lower(), timezone="Asia/Tokyo"
    )
    SlackUser.objects.create(
        workspace=workspace, slack_id=f"U{name.upper()}", person=made
    )
    return made


@pytest.fixture
def ada() -> Person:
    return person("Ada")


@pytest.fixture
def incident(ada: Person) -> Incident:
    """Grace follows it by e-mail."""
    declaration = Declaration(title="Checkout is down", severity="SEV1")
    made = declaring.declare(declaration=declaration, by=ada, now=NOW)
    following.subscribe(incident=made, by=person("Grace"), way="email")
    return made


@pytest.fixture
def claim(incident: Incident, ada: Person) -> Callable[..., Claim]:
    """claim("text") publishes an update and takes its e-mail, as a worker does."""

    def taken(text: str = "Rolling back", **more: str) -> Claim:
        update = Update(text=text, **more)  # type: ignore[arg-type]
        publish_update(incident=incident, update=update, by=ada, now=NOW)
        (claimed,) = claims.claim(
            queues=["sync"], kinds={"email": 1}, limit=1, lease=30.0
        )
        return claimed

    return taken


def send(claimed: Claim) -> Receipt:
    return registry.effects()["email"].send(claimed)


def refused(claimed: Claim) -> ProviderError:
    with pytest.raises(ProviderError) as refusal:
        send(claimed)
    return refusal.value


def test_a_follower_reads_what_was_told_and_how_it_stands(
    server: Sandbox, claim: Callable[..., Claim], incident: Incident
) -> None:
    send(claim("Rolling back, see https://example.com/4.2", status="fixing"))
    (mail,) = server.mail("grace@example.com")
    assert mail["subject"] == (
        f"[{incident.reference}] SEV1 · Fixing: Checkout is down"
    )
    for text in (
        "Update from Ada",
        "Rolling back, see https://example.com/4.2",
        "Status: Fixing (was investigating)",
        "Next update due: 22:00 on 1 March 2026 (Asia/Tokyo)",
        f"/incidents/{incident.pk}/",
        "Stop following: http",
    ):
        assert text in mail["text"]
    assert '<a href="https://example.com/4.2"' in mail["html"]
    assert mail["headers"]["To"] == "Grace <grace@example.com>"
    assert mail["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_is_written_a_mail_server_takes_it_as_text(
    server: Sandbox, claim: Callable[..., Claim], incident: Incident, text: str
) -> None:
    incident.title = text[:200]
    incident.save()
    send(claim(text))
    (mail,) = server.mail("grace@example.com")
    body = mail["html"].partition("<p>")[2]
    for tag in ("<script", "<!channel", "<!here", "<!subteam"):
        assert tag not in body
    assert "\n" not in mail["subject"]
    # A long one begins on a line of its own, as RFC 5322 lets it.
    assert mail["subject"].strip().startswith(f"[{incident.reference}] SEV1")


def test_a_name_of_two_lines_puts_nothing_into_the_head(
    server: Sandbox, claim: Callable[..., Claim]
) -> None:
    claimed = claim("Looking")
    name = "Grace\r\nBcc: spy@example.com"
    Person.objects.filter(email="grace@example.com").update(name=name)
    send(claimed)
    (mail,) = server.mail("grace@example.com")
    assert "Looking" in mail["text"]
    assert not server.mail("spy@example.com")


def test_the_message_id_is_the_same_however_often_it_is_sent(
    server: Sandbox, claim: Callable[..., Claim]
) -> None:
    claimed = claim()
    server.fault("smtp", "drop_after")
    assert refused(claimed).in_doubt
    send(claimed)
    first, second = server.mail("grace@example.com")
    assert first["message_id"] == second["message_id"]
    assert first["message_id"].startswith("<incident-")


@pytest.mark.parametrize(
    ("answer", "permanent"),
    [("451 4.3.0 try later", False), ("550 5.1.1 no such mailbox", True)],
)
def test_a_refusal_passes_or_stays_as_the_server_says(
    server: Sandbox, claim: Callable[..., Claim], answer: str, permanent: bool
) -> None:
    server.fault("smtp", "error", error=answer)
    error = refused(claim())
    assert error.permanent is permanent
    assert not error.in_doubt
    assert answer in error.message


def test_a_server_that_says_nothing_leaves_a_doubt(
    server: Sandbox, claim: Callable[..., Claim]
) -> None:
    server.fault("smtp", "hang")
    error = refused(claim())
    assert error.in_doubt
    assert not error.permanent


def test_a_server_that_is_not_there_leaves_none(
    claim: Callable[..., Claim], settings: Settings
) -> None:
    settings.EMAIL_PORT = ports.find_free()
    error = refused(claim())
    assert not error.in_doubt
    assert not error.permanent
    assert "EMAIL_URL is not reached" in error.message


def test_without_a_server_it_says_what_to_set(
    claim: Callable[..., Claim], settings: Settings
) -> None:
    claimed = claim()
    settings.EMAIL_URL = ""
    error = refused(claimed)
    assert error.permanent
    assert "set EMAIL_URL" in error.message


def test_who_may_not_know_of_it_any_more_gets_nothing_and_follows_no_more(
    server: Sandbox, claim: Callable[..., Claim], incident: Incident
) -> None:
    claimed = claim()
    Incident.objects.update(is_private=True)
    receipt = send(claimed)
    assert incident.subscriptions.count() == 1
    receipt()
    assert incident.subscriptions.count() == 0
    assert server.mail() == []


def test_a_mention_is_read_as_a_name(
    server: Sandbox, claim: Callable[..., Claim]
) -> None:
    send(claim("<@UADA> and <@UGONE> look; <https://a.example/x|the log>, <#C1|ops>"))
    (mail,) = server.mail("grace@example.com")
    assert (
        "@Ada and @somebody look; the log (https://a.example/x), #ops" in mail["text"]
    )


def test_a_worker_knows_the_kinds_of_every_provider() -> None:
    assert "E-mail" in [each.name for each in registry.providers()]
    assert handlers.kinds()["email"] == 1
