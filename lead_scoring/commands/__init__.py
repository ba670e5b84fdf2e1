"""The commands, a module each: its docstring is its help; ``add_arguments(parser)`` and ``run(options)`` are the rest.

Heavy libraries are imported in ``run``, so that no command waits for those of another.
"""
