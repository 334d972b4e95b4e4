"""What Django's settings read during the tests; a pytest plugin, for it comes first.

pytest loads it (-p in pyproject.toml) before pytest-django loads the settings. The
database's address is chosen here; tests/servers.py starts it once a test needs it.
"""

import os

from backoffice.local import postgres, processes

SOCKET = postgres.socket_folder()
# The company's own Slack in tests/sandbox_process.py has the same secrets.
SETTINGS = {
    "SECRET_KEY": "a key for tests alone, as long as Django would like it to be",
    "FIELD_KEYS": "bXVzdGVyLXRlc3RzLWZpZWxkLWtleS0zMi1ieXRlcyE=",
    "SLACK_BOT_TOKEN": "xoxb-sandbox-0001",
    "SLACK_SIGNING_SECRET": "sandbox-signing-secret",
    "SLACK_API_URL": "http://127.0.0.1:9/api/",
    "PUBLIC_URL": "http://127.0.0.1:8000",
    "DEMO_ADMIN_PASSWORD": "only-for-tests-1",
}


def load() -> None:
    """Replace what the caller's shell has with the settings of the tests."""
    own = SETTINGS | {"DATABASE_URL": postgres.database_url(SOCKET, "muster")}
    clean = processes.environment(os.environ, own)
    os.environ.clear()
    os.environ.update(clean)
    # Playwright keeps a loop of its own in the thread of the tests, after its own too.
    # The processes under test do not get this.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


load()
