"""Score leads' warehouse on the command line: lists, reports, messages, the policy.

Exit codes: 0 done, 1 cannot be done or problems found (said in words), 2 wrong usage.
"""

import argparse
import errno
import os
import sys
from collections.abc import Mapping, Sequence
from types import ModuleType

from lead_scoring.commands import (
    call_list,
    demo_data,
    digest,
    export,
    load_raw,
    notify,
    policy_check,
    policy_diff,
    report,
    validate,
    weights_suggest,
)
from lead_scoring.errors import UserError

# each module says what it does, has add_arguments(parser) and run(options) -> exit code
COMMANDS = {
    "demo-data": demo_data,
    "call-list": call_list,
    "report": report,
    "export": export,
    "notify": notify,
    "digest": digest,
    "load-raw": load_raw,
    "validate": validate,
}
GROUPS = {
    "policy": ("Look after the policy: check, diff.", {"check": policy_check, "diff": policy_diff}),
    "weights": ("Learn from past opportunities: suggest.", {"suggest": weights_suggest}),
}
# what the outside says no with when something is read or written
REFUSALS = (
    *(errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO),
    *(errno.EACCES, errno.EPERM, errno.EISDIR, errno.ENOTDIR),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. A user's mistake prints a sentence, never a stack trace."""
    options = _parser().parse_args(arguments)
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
        if problem.errno not in REFUSALS:
            raise
        _let_go_of_output()
        place = problem.filename or "The output"
        print(f"{place} cannot be read or written: {problem.strerror}.", file=sys.stderr)
        return 1
    return code


def _let_go_of_output() -> None:
    """Have the interpreter not try once more, at its end, to write what nobody takes."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
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
