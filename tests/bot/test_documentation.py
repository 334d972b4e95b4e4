"""What the documentation shows does what it says."""

from pathlib import Path
from types import ModuleType

from bot.answers import Say
from bot.registry import Command
from tests.bot.conftest import Company

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_example_of_a_subcommand_works_as_written(company: Company) -> None:
    indented = (DOCS / "adding-a-subcommand.md").read_text().split("\n\n    ")[1:]
    code = "\n\n    ".join(indented).split("\n\n- ")[0]
    example = ModuleType("bot.commands.age")
    lines = [line.removeprefix("    ") for line in code.splitlines()]
    exec(compile("\n".join(lines), "age.py", "exec"), example.__dict__)
    command = example.COMMAND
    assert isinstance(command, Command)

    incident = company.declares()
    answer = command.run(company.ask(incident=incident))
    assert answer == Say(f"INC-{incident.pk} was declared 42 minutes ago.")
    assert f"{command.verb} {command.usage}" == "age [id]"
