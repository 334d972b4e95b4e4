"""The command line, read once."""

import argparse
from dataclasses import dataclass
from pathlib import Path

COMPANY = Path(__file__).with_name("company.json")


@dataclass(frozen=True, kw_only=True)
class Options:
    """How this sandbox was started. Durations are named with their unit."""

    host: str = "127.0.0.1"
    port: int = 8090
    app_url: str | None = None
    signing_secret: str = "sandbox-signing-secret"  # noqa: S105 - a public default
    bot_token: str = "xoxb-sandbox"  # noqa: S105 - a public default
    app_token: str = "xapp-sandbox"  # noqa: S105 - a public default
    admin_token: str = "xoxp-sandbox"  # noqa: S105 - a public default
    config_token: str = "xoxe.xoxp-sandbox"  # noqa: S105 - a public default
    company: Path = COMPANY
    manifest: Path | None = None
    state: Path | None = None
    latency_ms: int = 0
    rate_limits: bool = True
    smtp_port: int | None = None
    event_retry_seconds: tuple[float, ...] = (0.0, 60.0, 300.0)
    twilio_sid: str = "AC" + "0" * 31 + "1"
    twilio_token: str = "sandbox-twilio-token"  # noqa: S105 - a public default
    twilio_number: str = "+447700900999"
    calls_per_second: float = 1.0
    speech_ms: float = 60.0
    sms_url: str | None = None


def _seconds(text: str) -> tuple[float, ...]:
    return tuple(float(part) for part in text.split(",") if part.strip())


def _parser() -> argparse.ArgumentParser:
    defaults = Options()
    parser = argparse.ArgumentParser(
        prog="python -m integrations.sandbox",
        description="A process that is Slack to an app, on loopback.",
    )
    parser.add_argument("--host", default=defaults.host)
    parser.add_argument("--port", type=int, default=defaults.port)
    parser.add_argument("--app-url")
    parser.add_argument("--signing-secret", default=defaults.signing_secret)
    parser.add_argument("--bot-token", default=defaults.bot_token)
    parser.add_argument("--app-token", default=defaults.app_token)
    parser.add_argument("--admin-token", default=defaults.admin_token)
    parser.add_argument("--config-token", default=defaults.config_token)
    parser.add_argument("--company", type=Path, default=defaults.company)
    parser.add_argument("--manifest", type=Path)
    parser.add_argument("--state", type=Path)
    parser.add_argument("--latency-ms", type=int, default=0)
    parser.add_argument("--rate-limits", choices=("on", "off"), default="on")
    parser.add_argument("--smtp-port", type=int, help="0 picks a free port")
    parser.add_argument(
        "--event-retry-seconds", type=_seconds, default=defaults.event_retry_seconds
    )
    parser.add_argument("--twilio-sid", default=defaults.twilio_sid)
    parser.add_argument("--twilio-token", default=defaults.twilio_token)
    parser.add_argument("--twilio-number", default=defaults.twilio_number)
    parser.add_argument("--calls-per-second", type=float, default=1.0, help="0: all")
    parser.add_argument("--speech-ms", type=float, default=60.0, help="a character")
    parser.add_argument("--sms-url", help="default: /twilio/sms beside --app-url")
    return parser


def parse(argv: list[str] | None = None) -> Options:
    """Read the command line; argparse exits with 2 and one line on a mistake."""
    values = vars(_parser().parse_args(argv))
    values["rate_limits"] = values["rate_limits"] == "on"
    return Options(**values)
