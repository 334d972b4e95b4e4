"""Everything one running sandbox consists of, put together once."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from integrations.sandbox.clock import Clock
from integrations.sandbox.control.faults import Faults
from integrations.sandbox.control.live import Live
from integrations.sandbox.control.records import Records
from integrations.sandbox.delivery.dispatcher import Dispatcher
from integrations.sandbox.delivery.events import Events
from integrations.sandbox.delivery.response_urls import ResponseUrls
from integrations.sandbox.delivery.sockets import Sockets
from integrations.sandbox.ids import new_secret
from integrations.sandbox.options import Options
from integrations.sandbox.settings import Settings
from integrations.sandbox.slack.rates import Rates
from integrations.sandbox.slack.triggers import Triggers
from integrations.sandbox.world.company import fill, read_company
from integrations.sandbox.world.people import App, Team
from integrations.sandbox.world.snapshot import Snapshots, load
from integrations.sandbox.world.workspace import Workspace


class Hub:
    """The parts of the sandbox; `base_url` is known once the port is bound."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.settings = Settings.of(options)
        self.base_url = f"http://{options.host}:{options.port}"
        self.boot = new_secret()
        self.stopping = asyncio.Event()
        self.clock = Clock()
        self.company = read_company(options.company)
        self.ws = Workspace(
            self.clock, Team(**self.company["team"]), App(**self.company["app"])
        )
        self.faults = Faults()
        self.calls = Records(self.clock)
        self.deliveries = Records(self.clock)
        self.rates = Rates(self.clock, enabled=options.rate_limits)
        self.triggers = Triggers(self.clock)
        self.response_urls = ResponseUrls(self.clock)
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
        self.live = Live(self.ws)
        self.ws.on_event = self.events.publish
        self.snapshots: Snapshots | None = None
        if options.state:
            self.snapshots = Snapshots(self.ws, options.state, self.response_urls.saved)
        if options.state and options.state.exists():
            self.response_urls.load(load(self.ws, options.state))
        else:
            fill(self.ws, self.company)
        self._tasks: set[asyncio.Task[Any]] = set()

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

    async def close(self) -> None:
        """End what runs beside."""
        for task in list(self._tasks):
            task.cancel()
        if self.snapshots:
            self.snapshots.finish()
        await self.dispatcher.close()
