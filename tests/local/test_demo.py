"""The demo on a laptop: it starts, explains itself, and leaves nothing behind."""

import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from backoffice.local import ports
from backoffice.local.children import ROOT
from tests.local.demo_process import DemoProcess, answer

Start = Callable[..., DemoProcess]


@pytest.fixture(scope="module")
def var() -> Iterator[Path]:
    """A data folder that the demos of this module use one after another."""
    folder = Path(tempfile.mkdtemp(prefix="muster-demo-"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def start(var: Path) -> Iterator[Start]:
    with ExitStack() as end:

        def begin(**options: object) -> DemoProcess:
            demo = DemoProcess(var, **options)  # type: ignore[arg-type]
            end.callback(demo.end)
            return demo

        yield begin


def manage(var: Path, *arguments: str) -> str:
    env = {"PATH": os.environ["PATH"], "MUSTER_CONFIG": str(var / "demo.env")}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=env,
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def python(var: Path, statement: str) -> str:
    models = "from incidents.people.models import Team"
    return manage(var, "shell", "-v0", "-c", f"{models}; {statement}")


def logs_in(demo: DemoProcess, password: str) -> bool:
    with httpx.Client(base_url=demo.url, trust_env=False, timeout=30) as browser:
        page = browser.get("/admin/login/").text
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token
        form = {
            "csrfmiddlewaretoken": token[1],
            "username": "ada@brightwater.example",
            "password": password,
        }
        done = browser.post("/admin/login/?next=/admin/", data=form)
        return done.status_code == 302


def test_it_is_usable_and_ctrl_c_leaves_nothing_running(
    start: Start, var: Path
) -> None:
    demo = start()
    demo.wait_until_up()

    assert demo.url in demo.printed
    assert demo.sandbox_url in demo.printed
    assert answer(f"{demo.sandbox_url}/") == 200
    assert answer(f"{demo.url}/readyz") == 200
    assert logs_in(demo, demo.password())
    assert "0001_initial" in manage(var, "showmigrations", "incidents")
    (line,) = re.findall(r"^ *(curl .*)$", demo.printed, re.MULTILINE)
    command = [*shlex.split(line), "--noproxy", "*", "-s", "-w", "%{http_code}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.endswith("202")

    demo.send(signal.SIGINT)
    assert demo.wait() == 0
    assert demo.left_over() == []
    assert "Nothing is left running" in demo.printed


def test_a_second_start_keeps_the_data(start: Start, var: Path) -> None:
    first = start()
    first.wait_until_up()
    python(var, "Team.objects.create(name='Kept', slug='kept')")
    first.send(signal.SIGTERM)
    assert first.wait() == 0

    second = start(entry=("manage.py", "demo"))
    second.wait_until_up()
    assert second.password() == first.password()
    assert "Kept" in python(var, "print(Team.objects.get(slug='kept').name)")


def test_its_secrets_are_its_owners_alone(start: Start, var: Path) -> None:
    demo = start()
    demo.wait_for("Starting")
    demo.send(signal.SIGINT)
    demo.wait()

    assert (var / "demo.env").stat().st_mode & 0o777 == 0o600


def test_ctrl_c_while_it_starts_leaves_nothing_running(start: Start) -> None:
    demo = start()
    demo.wait_for("Starting")
    demo.send(signal.SIGINT)

    assert demo.wait() == 0
    assert demo.left_over() == []


def test_closing_its_terminal_ends_everything(start: Start) -> None:
    demo = start()
    demo.wait_until_up()
    demo.close_terminal()

    demo.wait()
    assert demo.left_over() == []


def test_killing_it_ends_everything_too(start: Start) -> None:
    demo = start()
    demo.wait_until_up()
    demo.send(signal.SIGKILL)

    assert demo.wait() == -signal.SIGKILL
    assert demo.left_over() == []


def test_a_dead_child_is_named_with_its_log(start: Start, var: Path) -> None:
    demo = start()
    demo.wait_until_up()
    demo.child("worker").kill()

    assert demo.wait() == 1
    (line,) = (line for line in demo.printed.splitlines() if line.startswith("demo:"))
    assert "worker ended (signal SIGKILL)" in line
    assert str(os.path.relpath(var / "log/worker.log", ROOT)) in line
    assert demo.left_over() == []


def test_a_port_in_use_is_said_in_one_line(start: Start) -> None:
    with socket.socket() as other:
        other.bind((ports.HOST, 0))
        other.listen()
        demo = start(port=other.getsockname()[1])

        assert demo.wait() == 1
    assert demo.printed.count("\n") == 1
    assert f"Port {demo.port}" in demo.printed
    assert "make demo PORT=" in demo.printed


def test_a_second_one_and_a_reset_are_refused_while_it_runs(
    start: Start, var: Path
) -> None:
    start().wait_until_up()
    second = start()

    assert second.wait() == 1
    assert "A demo runs here already" in second.printed
    assert second.printed.count("\n") == 1

    reset = subprocess.run(
        [sys.executable, "-m", "backoffice.local.reset", "--var", str(var)],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert reset.returncode == 1
    assert "A demo runs here already" in reset.stderr
    assert (var / "pg").is_dir()


def test_reset_forgets_the_data(tmp_path: Path) -> None:
    (tmp_path / "pg").mkdir()
    (tmp_path / "pg/PG_VERSION").write_text("18")
    (tmp_path / "demo.env").write_text("SECRET_KEY=x")

    subprocess.run(
        [sys.executable, "-m", "backoffice.local.reset", "--var", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    assert [entry.name for entry in tmp_path.iterdir()] == ["demo.lock"]
