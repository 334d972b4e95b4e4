"""docs/configuration.md against what the settings read."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READ = re.compile(r'(?:\benv\.\w+|required|environ\.get)\(\s*"([A-Z_]+)"')


def test_every_variable_is_explained() -> None:
    settings = (ROOT / "backoffice/settings.py").read_text()
    seed = (ROOT / "backoffice/management/commands/seed.py").read_text()
    page = (ROOT / "docs/configuration.md").read_text()
    read = set(READ.findall(settings + seed))
    assert {"DATABASE_URL", "DEMO_ADMIN_PASSWORD", "LEASE_SECONDS"} <= read
    assert [name for name in sorted(read) if f"| `{name}` |" not in page] == [
        "MUSTER_CONFIG"
    ]
