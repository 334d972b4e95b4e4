"""The command `manage.py web`: Muster's web server."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from backoffice import servers


class Command(BaseCommand):
    help = "Serve Muster over HTTP until SIGTERM or Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000, help="0 picks a free one")

    def handle(self, *_: Any, host: str, port: int, **__: Any) -> None:
        try:
            listener = servers.listen(host, port)
        except OSError as error:
            raise CommandError(
                f"cannot listen on {host}:{port}: {error.strerror}. "
                "Stop what uses it or choose another --port."
            ) from None
        port = listener.getsockname()[1]
        shown = f"[{host}]" if ":" in host else host

        def on_ready() -> None:
            self.stdout.write(f"muster ready on http://{shown}:{port}")
            self.stdout.flush()

        servers.serve(listener, on_ready=on_ready)
