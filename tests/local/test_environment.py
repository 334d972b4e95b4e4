"""What `make` says when the machine lacks something, and what a second run costs."""

import shutil
import subprocess
from pathlib import Path

import pytest

from backoffice.local.children import ROOT


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder with a space in its name, and no environment yet."""
    folder = tmp_path / "my muster"
    shutil.copytree(ROOT / "requirements", folder / "requirements")
    shutil.copytree(ROOT / "scripts", folder / "scripts")
    return folder


def environment(clone: Path, path: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", "scripts/environment.sh", "base"],
        cwd=clone,
        env={"PATH": path},
        check=False,
        capture_output=True,
        text=True,
    )


def test_a_missing_python_is_named_with_the_command_that_installs_it(
    clone: Path,
) -> None:
    done = environment(clone, str(clone))

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "apt-get install python3.11" in done.stderr


def test_a_missing_venv_module_is_named_with_the_command_that_installs_it(
    clone: Path,
) -> None:
    python = clone / "python3.11"
    python.write_text('#!/bin/sh\ncase "$2" in *venv*) exit 1;; esac\nexit 0\n')
    python.chmod(0o755)
    done = environment(clone, str(clone))

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "apt-get install python3.11-venv" in done.stderr


def test_an_unchanged_lock_file_installs_nothing(clone: Path) -> None:
    tools = clone / ".venv/bin"
    tools.mkdir(parents=True)
    (tools / "python").write_text("#!/bin/sh\nexit 0\n")
    (tools / "python").chmod(0o755)
    lock = clone / "requirements/base.lock"
    shutil.copy(lock, clone / ".venv/installed-base.lock")

    assert environment(clone, "/usr/bin:/bin").stdout == ""
    lock.write_text(lock.read_text() + "\n")
    assert "Installing" in environment(clone, "/usr/bin:/bin").stdout
