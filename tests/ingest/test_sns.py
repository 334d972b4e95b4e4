"""POST /hooks/sns: only what Amazon SNS signed is taken."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from incidents.catalog.keys import digest_of
from tests.ingest.amazon import CERTIFICATE, IMPOSTOR, MOVED, REGION, Amazon, Message
from tests.ingest.conftest import EMPTY, MAKE, SECRET, Caller
from tests.muster_process import Muster
from tests.servers import Servers

TOPIC = "arn:aws:sns:eu-central-1:123456789012:alarms"
CONFIRM = f"https://{REGION}/?Action=ConfirmSubscription&TopicArn={TOPIC}&Token=t0"
NOTIFICATION: Message = {
    "Type": "Notification",
    "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
    "TopicArn": TOPIC,
    "Subject": "Nightly export failed",
    "Message": "Disk full on exporter-2.\nIt was 99 %: füll.",
    "Timestamp": "2026-11-21T12:00:00.000Z",
}
CONFIRMATION: Message = {
    "Type": "SubscriptionConfirmation",
    "MessageId": "165545c9-2a5c-472c-8df2-7ff2be2b3b1b",
    "Token": "t0",
    "TopicArn": TOPIC,
    "Message": "You have chosen to subscribe to the topic.",
    "SubscribeURL": CONFIRM,
    "Timestamp": "2026-11-21T12:00:00.000Z",
}
PEM = "SimpleNotificationService-0123456789abcdef.pem"
# None of these is SNS's own place of certificates.
ELSEWHERE = [
    f"http://{REGION}/{PEM}",
    f"https://sns.s3.amazonaws.com/{PEM}",
    f"https://sns.s3-eu-west-1.amazonaws.com/{PEM}",
    f"https://sns.example.amazonaws.com/{PEM}",
    f"https://{REGION}.example.com/{PEM}",
    f"https://example.com/{REGION}/{PEM}",
    f"https://{REGION}@example.com/{PEM}",
    f"https://me@{REGION}/{PEM}",
    f"https://{REGION}:8443/{PEM}",
    f"https://{REGION}/bucket/{PEM}",
    f"https://{REGION}/{PEM}?x=/../evil.pem#.pem\n",
    f"https://{REGION}/",
    "https://127.0.0.1/" + PEM,
    "file:///etc/ssl/" + PEM,
    "",
]


@pytest.fixture(scope="module")
def amazon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Amazon]:
    folder: Path = tmp_path_factory.mktemp("amazon")
    amazon = Amazon(folder)
    yield amazon
    amazon.stop()


@pytest.fixture(scope="module")
def behind_a_proxy(servers: Servers, amazon: Amazon) -> Iterator[Muster]:
    """The web server, whose way to Amazon leads to the tests' own."""
    muster = Muster(
        servers,
        slack_api_url="http://127.0.0.1:9/api/",
        template=servers.migrated,
        broker=None,
        settings={
            "HTTPS_PROXY": amazon.proxy,
            "SSL_CERT_FILE": str(amazon.trusted),
        },
    )
    try:
        muster.launch(workers=())
        muster.wait_ready()
        yield muster
    finally:
        muster.stop()


@pytest.fixture
def http(behind_a_proxy: Muster, amazon: Amazon) -> Iterator[Caller]:
    behind_a_proxy.sql(MAKE, digest_of(SECRET))
    amazon.asked.clear()
    with Caller(behind_a_proxy.url, behind_a_proxy.sql) as http:
        yield http
    behind_a_proxy.sql(EMPTY)


def test_a_subscription_is_confirmed_once_it_is_kept(
    http: Caller, amazon: Amazon
) -> None:
    answer = http.post(f"/hooks/sns/{SECRET}", json=amazon.signed(CONFIRMATION))

    assert answer.status_code == 202
    assert len(http.rows()) == 1
    assert amazon.asked[-1] == CONFIRM.removeprefix("https://")


@pytest.mark.parametrize("version", ["1", "2"])
def test_what_sns_signed_is_kept(http: Caller, amazon: Amazon, version: str) -> None:
    signed = amazon.signed(NOTIFICATION, version=version)
    without = {n: v for n, v in NOTIFICATION.items() if n != "Subject"}
    for sent in (signed, amazon.signed(without, version=version)):
        answer = http.post(f"/hooks/sns/{SECRET}", json=sent)
        assert answer.status_code == 202, answer.text

    assert len(http.rows()) == 2


def test_the_certificate_is_fetched_once(http: Caller, amazon: Amazon) -> None:
    for _ in range(3):
        http.post(f"/hooks/sns/{SECRET}", json=amazon.signed(NOTIFICATION))

    assert amazon.asked.count(CERTIFICATE.removeprefix("https://")) <= 1
    assert len(http.rows()) == 3


@pytest.mark.parametrize(
    "changed",
    [
        {"Message": "All is well."},
        {"Subject": None},
        {"TopicArn": f"{TOPIC}2"},
        {"Type": "UnsubscribeConfirmation"},
        {"Signature": "AAAA"},
        {"Signature": "no base64"},
        {"Signature": None},
        {"SignatureVersion": "2"},
        {"SignatureVersion": "3"},
    ],
    ids=str,
)
def test_what_was_changed_on_the_way_is_refused(
    http: Caller, amazon: Amazon, changed: Message
) -> None:
    sent = amazon.signed(NOTIFICATION) | changed
    answer = http.post(f"/hooks/sns/{SECRET}", json=sent)

    assert answer.status_code == 403
    assert "signed by Amazon" in answer.json()["title"]
    assert http.rows() == []


@pytest.mark.parametrize("address", ELSEWHERE)
def test_a_certificate_from_elsewhere_is_not_even_fetched(
    http: Caller, amazon: Amazon, address: str
) -> None:
    sent = amazon.signed(NOTIFICATION | {"SigningCertURL": address})
    answer = http.post(f"/hooks/sns/{SECRET}", json=sent)

    assert (answer.status_code, answer.json()["field"]) == (403, "SigningCertURL")
    assert (amazon.asked, http.rows()) == ([], [])


@pytest.mark.parametrize("address", [f"https://example.com/?{CONFIRM}", CERTIFICATE])
def test_a_confirmation_leads_to_sns_alone(
    http: Caller, amazon: Amazon, address: str
) -> None:
    http.post(f"/hooks/sns/{SECRET}", json=amazon.signed(NOTIFICATION))
    amazon.asked.clear()
    sent = amazon.signed(CONFIRMATION | {"SubscribeURL": address})
    answer = http.post(f"/hooks/sns/{SECRET}", json=sent)

    assert (answer.status_code, answer.json()["field"]) == (403, "SubscribeURL")
    assert amazon.asked == []


def test_who_only_says_to_be_amazon_is_not_believed(
    http: Caller, amazon: Amazon
) -> None:
    address = CERTIFICATE.replace(REGION, IMPOSTOR)
    sent = amazon.signed(NOTIFICATION | {"SigningCertURL": address})
    answer = http.post(f"/hooks/sns/{SECRET}", json=sent)

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert not any("pem" in each for each in amazon.asked)
    assert http.rows() == []


def test_a_redirect_is_not_followed(http: Caller, amazon: Amazon) -> None:
    sent = amazon.signed(NOTIFICATION | {"SigningCertURL": MOVED})
    answer = http.post(f"/hooks/sns/{SECRET}", json=sent)

    assert answer.status_code == 503
    assert amazon.asked == [MOVED.removeprefix("https://")]
    assert http.rows() == []


def test_raw_delivery_is_told_to_be_left_off(http: Caller) -> None:
    answer = http.post(f"/hooks/sns/{SECRET}", json={"AlarmName": "a"})

    assert answer.status_code == 403
    assert "raw message delivery" in answer.json()["detail"]
    assert http.rows() == []


def test_without_a_good_key_amazon_is_not_asked(http: Caller, amazon: Amazon) -> None:
    sent = amazon.signed(NOTIFICATION | {"SigningCertURL": MOVED})
    answer = http.post("/hooks/sns/mk_unknown", json=sent)

    assert (answer.status_code, amazon.asked) == (401, [])
