"""What a worker reads as it starts."""

import subprocess
import sys

from backoffice.local.children import ROOT
from tests.servers import Servers

CODE = """
import sys
from tasks.celery import app
app.loader.import_default_modules()  # as a worker does before it serves
print(*(name for name in sys.modules if name.startswith("backoffice.")))
"""


def test_it_reads_no_screens_and_no_api(servers: Servers) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CODE],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env=servers.environment(
            {"DATABASE_URL": servers.postgres.database_url("none")}
        ),
    )
    read = set(done.stdout.split())
    assert "backoffice.settings" in read
    assert not {name for name in read if name.startswith("backoffice.admin")}
    assert not {name for name in read if name.startswith("backoffice.api")}
