"""Everything one running sandbox consists of, put together once."""

import asyncio
from collections.abc import Coroutine
from typing import Any
from urllib.parse import urljoin

from integrations.sandbox.clock import Clock
from integrations.sandbox.control.faults import Faults
from integrations.sandbox.control.live import Live
from integrations.sandbox.control.records import Records
from integrations.sandbox.delivery.dispatcher import Dispatcher
from integrations.sandbox.delivery.events import Events
from integrations.sandbox.delivery.loaded import Loaded
from integrations.sandbox.delivery.response_urls import ResponseUrls
from integrations.sandbox.delivery.sockets import Sockets
from integrations.sandbox.ids import new_secret
from integrations.sandbox.options import Options
from integrations.sandbox.phone.network import PhoneNetwork
from integrations.sandbox.phone.webhooks import Webhooks
from integrations.sandbox.settings import Settings
from integrations.sandbox.slack.rates import Rates
from integrations.sandbox.slack.triggers import Triggers
from integrations.sandbox.types import Json
from integrations.sandbox.world.company import fill, read_company
from integrations.sandbox.world.people import App, Team
from integrations.sandbox.world.snapshot import Snapshots, load
from integrations.sandbox.world.workspace import Workspace


class Hub:
    """The parts of the sandbox; `ws.base_url` is right once the port is bound."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.settings = Settings.of(options)
        self.boot = new_secret()
        self.stopping = asyncio.Event()
        self.clock = Clock()
        self.company = read_company(options.company)
        self.ws = Workspace(
            self.clock, Team(**self.company["team"]), App(**self.company["app"])
        )
        self.ws.base_url = f"http://{options.host}:{options.port}"
        self.faults = Faults()
        self.calls = Records(self.clock)
        self.deliveries = Records(self.clock)
        self.rates = Rates(self.clock, enabled=options.rate_limits)
        self.triggers = Triggers(self.clock)
        self.response_urls = ResponseUrls(self.clock)
        self.loaded = Loaded()
        self.smtp_port: int | None = None
        self.sockets = Sockets(self.ws)
        self.dispatcher = Dispatcher(
            options.signing_secret,
            self.settings,
            self.sockets,
            self.faults,
            self.deliveries,
        )
        self.events = Events(
            self.ws, self.dispatcher, self.spawn, options.event_retry_seconds
        )
        self.webhooks = Webhooks(options.twilio_token, self.faults, self.deliveries)
        self.phone = PhoneNetwork(
            account=options.twilio_sid,
            number=options.twilio_number,
            clock=self.clock,
            webhooks=self.webhooks,
            spawn=self.spawn,
            changed=self._phone_changed,
        )
        self._set_phone()
        self.live = Live(self.ws)
        self.ws.on_event = self.events.publish
        self.snapshots: Snapshots | None = None
        if options.state:
            self.snapshots = Snapshots(self.ws, options.state, self._extra)
        if options.state and options.state.exists():
            extra = load(self.ws, options.state)
            self.phone.load(extra.pop("phone", {}))
            self.response_urls.load(extra)
            self._give_phones()
        else:
            fill(self.ws, self.company)
        self._tasks: set[asyncio.Task[Any]] = set()

    @property
    def base_url(self) -> str:
        """Where all of this is served."""
        return self.ws.base_url

    def _extra(self) -> Json:
        return {**self.response_urls.saved(), "phone": self.phone.saved()}

    def _give_phones(self) -> None:
        """A state of before there were phones."""
        for row in self.company["users"]:
            user = self.ws.users.get(row["id"])
            if user is not None:
                user.phone = user.phone or row.get("phone", "")

    def _set_phone(self) -> None:
        """As the command line says."""
        self.phone.pace = self.options.calls_per_second
        self.phone.speech_ms = self.options.speech_ms
        self.phone.sms_url = self.options.sms_url or _sms_url(self.options.app_url)

    def _phone_changed(self, number: str) -> None:
        owners = [u.id for u in self.ws.users.values() if u.phone == number]
        if owners:
            self.ws.touch(owners)

    def start(self) -> None:
        """Begin what runs beside, once there is an event loop."""
        if self.snapshots:
            self.spawn(self.snapshots.run())

    def spawn(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Run something beside; it is cancelled when the sandbox stops."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def reset(self) -> None:
        """Back to the company file; faults, records and limits are cleared too."""
        self.events.forget()
        fill(self.ws, self.company)
        self.faults.clear()
        self.calls.clear()
        self.deliveries.clear()
        self.rates.clear()
        self.phone.clear()
        self._set_phone()
        self.loaded.clear()
        self.settings.groups_by = "everyone"

    async def close(self) -> None:
        """End what runs beside."""
        for task in list(self._tasks):
            task.cancel()
        if self.snapshots:
            self.snapshots.finish()


def _sms_url(app_url: str | None) -> str:
    """Where the app is told of SMS, as one sets it for a number at Twilio."""
    return urljoin(app_url, "/twilio/sms") if app_url else ""
