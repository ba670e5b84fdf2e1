"""Score leads' warehouse on the command line: lists, reports, messages, the policy.

Exit codes: 0 done, 1 cannot be done or problems found (said in words), 2 wrong usage.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from types import ModuleType

from lead_scoring.commands import (
    call_list,
    demo_data,
    digest,
    export,
    free,
    load_raw,
    notify,
    policy_check,
    policy_diff,
    policy_from_xlsx,
    policy_new,
    policy_tidy,
    policy_to_xlsx,
    prove,
    pulse,
    report,
    rules_suggest,
    summary,
    take_back,
    validate,
    weights_suggest,
)
from lead_scoring.errors import UserError
from lead_scoring.terminal import printing

# each module says what it does, has add_arguments(parser) and run(options) -> exit code
COMMANDS = {
    "demo-data": demo_data,
    "call-list": call_list,
    "summary": summary,
    "pulse": pulse,
    "report": report,
    "export": export,
    "take-back": take_back,
    "notify": notify,
    "digest": digest,
    "prove": prove,
    "load-raw": load_raw,
    "validate": validate,
    "free": free,
}
GROUPS = {
    "policy": (
        "Look after the policy: new, check, tidy, diff, to-xlsx, from-xlsx.",
        {
            "new": policy_new,
            "check": policy_check,
            "tidy": policy_tidy,
            "diff": policy_diff,
            "to-xlsx": policy_to_xlsx,
            "from-xlsx": policy_from_xlsx,
        },
    ),
    "rules": ("Find rules that are missing: suggest.", {"suggest": rules_suggest}),
    "weights": ("Learn from past opportunities: suggest.", {"suggest": weights_suggest}),
}
# what commands write holds names: it is for its owner alone
UMASK = 0o077


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    A user's mistake, and whatever the operating system refuses, prints a sentence, never a stack trace.
    """
    with printing(), _private_files():
        return _run(_parser().parse_args(arguments))


def _run(options: argparse.Namespace) -> int:
    try:
        code = options.run(options)
        sys.stdout.flush()
    except UserError as problem:
        print(problem, file=sys.stderr)
        return problem.exit_code
    except BrokenPipeError:
        # who reads has read enough, as with `| head`: there is nothing to say, and nobody to say it to
        _let_go_of_output()
        return 1
    except OSError as problem:
        _let_go_of_output()
        place = problem.filename or "The output"
        print(f"{place} cannot be read or written: {problem.strerror or problem}.", file=sys.stderr)
        return 1
    return code


@contextmanager
def _private_files() -> Iterator[None]:
    before = os.umask(UMASK)
    try:
        yield
    finally:
        os.umask(before)


def _let_go_of_output() -> None:
    """Have the interpreter not try once more, at its end, to write what nobody takes."""
    # a stream without a file of its own, as in a test or a notebook, does not try
    with suppress(OSError):
        output = sys.stdout.fileno()
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, output)
        os.close(nowhere)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lead_scoring", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")
    _add(commands, COMMANDS)
    for name, (words, members) in GROUPS.items():
        group = commands.add_parser(name, help=words, description=words)
        _add(group.add_subparsers(required=True, metavar="command"), members)
    return parser


def _add(commands: argparse._SubParsersAction, modules: Mapping[str, ModuleType]) -> None:
    for name, module in modules.items():
        words = module.__doc__.replace("%", "%%")
        parser = commands.add_parser(name, help=words.splitlines()[0], description=words)
        module.add_arguments(parser)
        parser.set_defaults(run=module.run)
