"""Brightwater at work: its Slack, and a Muster that serves it."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from backoffice.local import ports, processes
from tests.muster_process import Muster
from tests.sandbox_process import Sandbox
from tests.servers import Servers

Company = tuple[Sandbox, Muster]
# A hand-over of its rotas, at nine there, would tell people of their shifts in the
# middle of a test. What a test changes of a schedule is still looked at, at once.
NO_HAND_OVERS = (
    "UPDATE incidents_schedule SET told_until = now() + interval '1 day',"
    " tell_at = now() + interval '1 day'"
)


@contextmanager
def running_company(
    servers: Servers,
    *,
    workers: int | Sequence[str] = 1,
    redis: bool = True,
    latency_ms: int = 0,
    **settings: str,
) -> Iterator[Company]:
    """A fresh workspace, database and processes; about two seconds to start.

    `workers`: how many that do everything, or the queues of each. `latency_ms` is how
    long the sandbox takes over each call. `settings` are environment variables, for
    example LEASE_SECONDS="2"; the sandbox is the mail server too, unless EMAIL_URL=""
    says that there is none.
    """
    if redis:
        servers.redis.start()
        servers.redis.flush()
    port, smtp_port = ports.find_free(), ports.find_free()
    phones = {
        "TWILIO_ACCOUNT_SID": Sandbox.twilio_sid,
        "TWILIO_AUTH_TOKEN": Sandbox.twilio_token,
        "TWILIO_FROM": Sandbox.twilio_number,
        "TWILIO_API_URL": f"http://{ports.HOST}:{port}",
    }
    settings = phones | settings
    settings.setdefault("EMAIL_URL", f"smtp://{ports.HOST}:{smtp_port}")
    with ExitStack() as end:
        muster = Muster(
            servers,
            slack_api_url=f"http://{ports.HOST}:{port}/api/",
            template=servers.seeded,
            broker=servers.redis if redis else None,
            settings=settings,
        )
        end.callback(muster.stop)
        muster.sql(NO_HAND_OVERS)
        if isinstance(workers, int):
            workers = [processes.EVERY] * workers
        muster.launch(workers=workers)
        slack = Sandbox(
            app_url=f"{muster.url}/slack/events",
            manifest=servers.manifest,
            port=port,
            latency_ms=latency_ms,
            smtp=True,
            smtp_port=smtp_port,
        )
        end.enter_context(slack)
        muster.wait_ready()
        yield slack, muster
