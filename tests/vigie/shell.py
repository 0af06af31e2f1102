"""The command line as a person has it: words in, exit code and two streams out."""

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from vigie.cli import main

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Done:
    """How a command ended and what it printed, without colours."""

    code: int
    out: str
    err: str


Shell = Callable[..., Done]


def shell(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    """`vigie` in this process, by its real `main`: exit codes are those of the program."""

    def run(*words: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["vigie", *words])
        monkeypatch.setenv("COLUMNS", "200")
        capsys.readouterr()
        code = 0
        try:
            main()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
        printed = capsys.readouterr()
        return Done(code, _COLOURS.sub("", printed.out), _COLOURS.sub("", printed.err))

    return run
