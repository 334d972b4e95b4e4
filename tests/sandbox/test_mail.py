"""Mail the app sends is caught, shown to its reader, and fails on demand."""

import smtplib
from collections.abc import Iterator
from email.message import EmailMessage

import pytest

from tests.sandbox.stand_in import StandIn
from tests.sandbox_process import Sandbox, eventually

ADA, BEN = "ada@brightwater.example", "ben@brightwater.example"


@pytest.fixture(scope="module")
def _mailing() -> Iterator[Sandbox]:
    with Sandbox(smtp=True) as slack:
        yield slack


@pytest.fixture
def mailing(_mailing: Sandbox, app: StandIn) -> Sandbox:
    _mailing.reset()
    return _mailing


def letter(subject: str = "INC-1 is open", to: str = ADA) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Muster <muster@brightwater.example>"
    message["To"] = to
    message["Subject"] = subject
    message["Message-ID"] = f"<{subject.lower().replace(' ', '-')}@muster>"
    message.set_content("Checkout is slow — since 09:12.\n")
    message.add_alternative("<p>Checkout is <b>slow</b></p>", subtype="html")
    return message


def send(slack: Sandbox, message: EmailMessage, *, to: list[str] | None = None) -> None:
    with smtplib.SMTP("127.0.0.1", slack.smtp_port, timeout=2) as server:
        server.send_message(message, to_addrs=to)


def test_mail_is_shown_to_whom_it_is_for(mailing: Sandbox) -> None:
    send(mailing, letter(to=f"Ada Okafor <{ADA}>"))
    [mail] = mailing.state("ada")["mail"]
    assert (mail["from"], mail["to"]) == ("muster@brightwater.example", [ADA])
    assert mail["subject"] == "INC-1 is open"
    assert mail["text"] == "Checkout is slow — since 09:12.\n"
    assert mail["html"] == "<p>Checkout is <b>slow</b></p>\n"
    assert mail["id"]
    assert mailing.state("ben")["mail"] == []


def test_a_blind_copy_stays_blind(mailing: Sandbox) -> None:
    send(mailing, letter(to=ADA), to=[ADA, BEN])
    assert mailing.state("ada")["mail"][0]["to"] == [ADA]
    assert mailing.state("ben")["mail"][0]["to"] == [ADA]
    assert mailing.mail(BEN)[0]["to"] == [ADA, BEN]


def test_mail_is_taken_for_everybody_and_listed_by_address(mailing: Sandbox) -> None:
    send(mailing, letter("First", to="somebody@elsewhere.example"))
    send(mailing, letter("Second"))
    assert [m["subject"] for m in mailing.mail()] == ["First", "Second"]
    assert [m["subject"] for m in mailing.mail(ADA.upper())] == ["Second"]
    first = mailing.mail()[0]
    assert first["message_id"] == "<first@muster>"
    assert [m["subject"] for m in mailing.mail(since=first["n"])] == ["Second"]
    mailing.forget_mail()
    assert mailing.mail() == []


def test_any_password_will_do(mailing: Sandbox) -> None:
    with smtplib.SMTP("127.0.0.1", mailing.smtp_port, timeout=2) as server:
        server.login("muster", "whatever")
        server.send_message(letter())
    assert len(mailing.mail(ADA)) == 1


@pytest.mark.parametrize(
    ("reply", "code"),
    [("550 5.1.1 No such mailbox", 550), ("451 4.7.1 Later", 451), ("busy", 451)],
)
def test_mail_is_refused_on_demand(mailing: Sandbox, reply: str, code: int) -> None:
    mailing.fault("smtp", "error", error=reply, match={"to": ADA})
    with pytest.raises(smtplib.SMTPDataError) as caught:
        send(mailing, letter())
    assert caught.value.smtp_code == code
    send(mailing, letter("Again"))
    assert [m["subject"] for m in mailing.mail()] == ["Again"]


@pytest.mark.parametrize(("kind", "kept"), [("drop", 0), ("drop_after", 1)])
def test_the_connection_is_lost_on_demand(
    mailing: Sandbox, kind: str, kept: int
) -> None:
    mailing.fault("smtp", kind)
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
        send(mailing, letter())
    assert len(mailing.mail()) == kept
    send(mailing, letter("Again"))
    assert mailing.mail()[-1]["subject"] == "Again"


def test_a_server_that_hangs_answers_nobody(mailing: Sandbox) -> None:
    mailing.fault("smtp", "hang")
    with pytest.raises((TimeoutError, smtplib.SMTPServerDisconnected)):
        send(mailing, letter())
    assert mailing.mail() == []


def test_faults_of_the_web_api_leave_mail_alone(mailing: Sandbox) -> None:
    mailing.fault("*", "500", times=None)
    send(mailing, letter())
    assert len(mailing.mail()) == 1


def test_without_the_option_there_is_no_mail_server(slack: Sandbox) -> None:
    assert slack.smtp_port == 0
    assert slack.mail() == []


def test_mail_survives_a_restart(tmp_path_factory: pytest.TempPathFactory) -> None:
    state = tmp_path_factory.mktemp("mail") / "sandbox.json"
    with Sandbox(smtp=True, state=state) as slack:
        send(slack, letter())
        eventually(slack.mail)
    with Sandbox(smtp=True, state=state) as slack:
        send(slack, letter("Second"))
        assert [m["n"] for m in slack.mail()] == [1, 2]
        assert len(slack.state("ada")["mail"]) == 2
        slack.forget_mail()
        send(slack, letter("Third"))
        assert [m["n"] for m in slack.mail()] == [3]
