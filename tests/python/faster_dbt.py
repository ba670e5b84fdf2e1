"""What dbt works out again for every node of every run, worked out once: a run of the tests is a fork.

Nothing here changes what a run does. `test_dbt_build.py` runs dbt as it comes.
"""

import json
from functools import cache, partial
from pathlib import Path
from types import CodeType


def make_faster() -> None:
    """Change the dbt of this process, and of what is forked from it."""
    compile_templates_once()
    find_macros_at_once()
    write_json_at_once()
    read_dates_with_one_parser()


def compile_templates_once() -> None:
    """Keep the code of templates by their text; a template that cannot be compiled is compiled again and told."""
    from dbt_common.clients.jinja import MacroFuzzEnvironment

    compile_one = MacroFuzzEnvironment.compile
    known: dict[tuple[type, str], CodeType] = {}

    def compile_once(self: MacroFuzzEnvironment, source: object, *rest: object, **options: object) -> object:
        if not isinstance(source, str) or rest or options:
            return compile_one(self, source, *rest, **options)
        key = type(self), source
        if key not in known:
            known[key] = compile_one(self, source)
        return known[key]

    MacroFuzzEnvironment.compile = compile_once


def compile_nodes(manifest: object) -> None:
    """Compile the macros of a parsed project and the text of its nodes: what is forked finds them compiled."""
    from dbt_common.clients.jinja import get_environment, template_cache

    for macro in manifest.macros.values():
        template_cache.get_node_template(macro)
    for node in manifest.nodes.values():
        if node.resource_type in ("model", "test") and node.language == "sql":
            get_environment(node).compile(node.raw_code)


def find_macros_at_once() -> None:
    """Let each node's names of macros be one dictionary: dbt asks five of them in turn, for each macro of each node."""
    from dbt.context.macros import MacroNamespace

    def merged(self: MacroNamespace) -> dict[str, object]:
        if "_merged" not in self.__dict__:
            self.__dict__["_merged"] = {}
            for names in reversed(list(self._search_order())):
                self.__dict__["_merged"].update(names)
        return self.__dict__["_merged"]

    MacroNamespace.__getitem__ = lambda self, name: merged(self)[name]
    MacroNamespace._keys = lambda self: merged(self).keys()


def write_json_at_once() -> None:
    """Write a file of JSON by the encoder in C, which writes no streams."""
    import dbt.artifacts.schemas.base
    from dbt_common.utils.encoding import JSONEncoder

    def write_json(path: str, content: object) -> bool:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(json.dumps(content, cls=JSONEncoder), encoding="utf-8")
        return True

    dbt.artifacts.schemas.base.write_json = write_json


def read_dates_with_one_parser() -> None:
    """Give all results of queries one parser of dates: dbt makes two for each, out of all the words of a language."""
    import parsedatetime

    parsedatetime.Constants = cache(partial(parsedatetime.Constants))


def leave_out_debug_messages() -> None:
    """Let dbt write no messages of level debug, which nobody reads here: a build makes thousands of them."""
    from dbt_common.events.base_types import BaseEvent, EventLevel
    from dbt_common.events.event_manager import EventManager

    write, fire = BaseEvent.__init__, EventManager.fire_event

    def write_later(self: BaseEvent, *parts: object, **named: object) -> None:
        if self.level_tag() == EventLevel.DEBUG:
            self.__dict__["unwritten"] = parts, named
        else:
            write(self, *parts, **named)

    def fire_others(
        self: EventManager,
        event: BaseEvent,
        level: EventLevel | None = None,
        *rest: object,
        **options: object,
    ) -> None:
        if (level or event.level_tag()) == EventLevel.DEBUG:
            return
        if "unwritten" in event.__dict__:
            parts, named = event.__dict__.pop("unwritten")
            write(event, *parts, **named)
        fire(self, event, level, *rest, **options)

    BaseEvent.__init__, EventManager.fire_event = write_later, fire_others
