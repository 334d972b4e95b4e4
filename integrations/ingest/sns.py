"""Amazon SNS: its signature checked, a subscription confirmed.

Source: https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
and sns-message-and-json-formats.html. A message names the certificate that it is signed
with; only https addresses of SNS itself are fetched, without following elsewhere. A
proxy (HTTPS_PROXY) and authorities of your own (SSL_CERT_FILE) are taken from the
environment, as httpx does; what is checked stays the same.
"""

import base64
import binascii
import re
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from integrations.ingest.answers import Refused, busy
from integrations.ingest.doors import Offer

SOURCE = "sns"
# A region as Amazon names them, such as eu-central-1 or us-gov-west-1: other names at
# this place are other people's, sns.s3.amazonaws.com being somebody's bucket.
HOST = re.compile(r"sns\.[a-z]{2}(-[a-z]{2,12}){1,3}-[0-9]{1,2}\.amazonaws\.com(\.cn)?")
ROOT = re.compile("/")
CERTIFICATE = re.compile(r"/SimpleNotificationService-[0-9A-Za-z]{1,64}\.pem")
# For each step of a call to Amazon, and for all of its answer.
SECONDS = 5.0
MOST_BYTES = 64 * 1024
MOST_CERTIFICATES = 100
HASHES: Mapping[str, Callable[[], hashes.HashAlgorithm]] = {
    "1": hashes.SHA1,
    "2": hashes.SHA256,
}
NOTIFICATION, ASKED = "Notification", "SubscriptionConfirmation"
_CONFIRMING = (
    *("Message", "MessageId", "SubscribeURL", "Timestamp"),
    *("Token", "TopicArn", "Type"),
)
# What is signed, in this order; Subject only where it is there.
SIGNED = {
    NOTIFICATION: ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    ASKED: _CONFIRMING,
    "UnsubscribeConfirmation": _CONFIRMING,
}
Message = Mapping[str, Any]


class Sns:
    """Its methods wait for Amazon; call them on a thread. They raise Refused."""

    def __init__(self) -> None:
        self._http = httpx.Client(timeout=SECONDS, follow_redirects=False)
        self._keys: dict[str, RSAPublicKey] = {}
        self._lock = threading.Lock()

    def guard(self, offer: Offer, data: object) -> None:
        """Let the offer be proven before it is kept, and confirmed after."""
        message = data if isinstance(data, Mapping) else {}
        if message.get("Type") not in SIGNED:
            raise _unsigned(
                "Type is none of SNS's. Leave raw message delivery off: "
                "what it sends is not signed."
            )
        offer.proof = lambda: self.verify(message)
        if message["Type"] == ASKED:
            offer.follow = lambda: self.confirm(message)

    def verify(self, message: Message) -> None:
        """Whether SNS signed this."""
        algorithm = HASHES.get(str(message.get("SignatureVersion")))
        if algorithm is None:
            raise _unsigned("SignatureVersion is neither 1 nor 2.")
        key = self._key(_address(message, "SigningCertURL", CERTIFICATE))
        try:
            signature = base64.b64decode(str(message.get("Signature")), validate=True)
            key.verify(signature, signed(message), PKCS1v15(), algorithm())
        except (binascii.Error, ValueError, InvalidSignature):
            raise _unsigned("Signature does not fit what was sent.") from None

    def confirm(self, message: Message) -> None:
        """Visit the address that makes the subscription active."""
        self._fetch(_address(message, "SubscribeURL", ROOT))

    def close(self) -> None:
        self._http.close()

    def _key(self, url: str) -> RSAPublicKey:
        with self._lock:
            key = self._keys.get(url)
        if key is None:
            key = _public_key(self._fetch(url))
            with self._lock:
                if len(self._keys) >= MOST_CERTIFICATES:
                    self._keys.clear()
                self._keys[url] = key
        return key

    def _fetch(self, url: str) -> bytes:
        until = time.monotonic() + SECONDS
        body = b""
        try:
            with self._http.stream("GET", url) as response:
                for part in response.iter_bytes():
                    body += part
                    if len(body) > MOST_BYTES or time.monotonic() > until:
                        raise busy("Amazon SNS answers at too great a length.")
        except httpx.HTTPError as error:
            raise busy(f"Amazon SNS does not answer: {error}.", seconds=5) from None
        if response.status_code != 200:
            detail = f"Amazon SNS answered {response.status_code}."
            raise busy(detail, seconds=5)
        return body


def signed(message: Message) -> bytes:
    """The text that the signature is of: each name and value on a line of its own."""
    names = SIGNED[message["Type"]]
    lines = (f"{n}\n{message[n]}\n" for n in names if message.get(n) is not None)
    return "".join(lines).encode()


def _address(message: Message, field: str, path: re.Pattern[str]) -> str:
    """The https address in this field, which is SNS's own."""
    try:
        url = httpx.URL(str(message.get(field)))
    except httpx.InvalidURL:
        url = httpx.URL("")
    ours = (
        url.scheme == "https"
        and HOST.fullmatch(url.host)
        and url.port in {None, 443}
        and not url.userinfo
        and path.fullmatch(url.path)
    )
    if not ours:
        raise _unsigned(f"{field} is no address of Amazon SNS.", field)
    return str(url)


def _public_key(pem: bytes) -> RSAPublicKey:
    try:
        key = x509.load_pem_x509_certificate(pem).public_key()
    except ValueError:
        raise busy("Amazon SNS answered with no certificate.", seconds=5) from None
    if not isinstance(key, RSAPublicKey):
        raise _unsigned("The certificate is not of the kind that SNS signs with.")
    return key


def _unsigned(detail: str, field: str = "") -> Refused:
    return Refused(403, "This is not signed by Amazon SNS", detail, field=field)
