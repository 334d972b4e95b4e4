"""Amazon SNS at the wire: it signs, hands out its certificate, takes confirmations.

It is reached as any host is through a proxy: Muster asks for sns.<region>.amazonaws.com
by CONNECT and finds a certificate of an authority that only the tests trust.
"""

import base64
import ssl
import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.x509.oid import NameOID

REGION = "sns.eu-central-1.amazonaws.com"
# Somebody who answers for SNS here has a certificate for another name.
IMPOSTOR = "sns.eu-west-1.amazonaws.com"
CERTIFICATE = f"https://{REGION}/SimpleNotificationService-0123456789abcdef.pem"
MOVED = f"https://{REGION}/SimpleNotificationService-moved.pem"
HASHES: Mapping[str, hashes.HashAlgorithm] = {"1": hashes.SHA1(), "2": hashes.SHA256()}
# Source: docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html.
SIGNED = {
    "Notification": (
        *("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    ),
    "SubscriptionConfirmation": (
        *("Message", "MessageId", "SubscribeURL", "Timestamp", "Token"),
        *("TopicArn", "Type"),
    ),
}
Message = dict[str, Any]


class Amazon:
    """`asked` is what it was asked for, as host and path."""

    def __init__(self, folder: Path) -> None:
        self.asked: list[str] = []
        self._authority = _key()
        self._signing = _key()
        self.trusted = folder / "authority.pem"
        self.trusted.write_bytes(_pem(self._certificate("Tests", self._authority)))
        self.certificate = _pem(self._certificate("sns.amazonaws.com", self._signing))
        self.tls = self._tls(folder)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.proxy = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def signed(self, message: Message, *, version: str = "1") -> Message:
        """With a signature of its own."""
        whole = {"SigningCertURL": CERTIFICATE, "SignatureVersion": version} | message
        names = [name for name in SIGNED[whole["Type"]] if name in whole]
        text = "".join(f"{name}\n{whole[name]}\n" for name in names)
        signature = self._signing.sign(text.encode(), PKCS1v15(), HASHES[version])
        return whole | {"Signature": base64.b64encode(signature).decode()}

    def _tls(self, folder: Path) -> ssl.SSLContext:
        key = _key()
        chain = folder / "amazon.pem"
        chain.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + _pem(self._certificate(REGION, key))
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(chain)
        return context

    def _certificate(self, name: str, key: rsa.RSAPrivateKey) -> x509.Certificate:
        """For this key, by the authority; for its own key, the authority's."""
        now = datetime.now(UTC)
        is_authority = key is self._authority
        issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Tests")])
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(
                x509.BasicConstraints(ca=is_authority, path_length=None), critical=True
            )
            .add_extension(
                x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False
            )
            .sign(self._authority, hashes.SHA256())
        )


def _handler(amazon: Amazon) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """First a proxy, then whoever is behind it."""

        host = ""

        def do_CONNECT(self) -> None:  # http.server's name
            self.host = self.path.partition(":")[0]
            self.send_response(200)
            self.end_headers()
            try:
                secure = amazon.tls.wrap_socket(self.connection, server_side=True)
            except OSError:  # it was not believed
                amazon.asked.append(f"{self.host} not believed")
                self.close_connection = True
                return
            self.connection = secure
            self.rfile = secure.makefile("rb")
            self.wfile = secure.makefile("wb")
            self.close_connection = False

        def do_GET(self) -> None:
            amazon.asked.append(f"{self.host}{self.path}")
            if "moved" in self.path:
                self.send_response(302)
                self.send_header("Location", CERTIFICATE)
                self.end_headers()
                return
            self.send_response(200)
            self.end_headers()
            self.wfile.write(amazon.certificate)
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    return Handler


def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)
