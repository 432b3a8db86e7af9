"""Some top-level parts of a YAML text that a stranger may have written, and nothing of the others.

Nothing is built from tags, aliases are followed only inside of what is asked for and counted, merge keys and keys that
come twice are refused there, and nesting is measured before the parser, which recurses, sees the text.
"""

from collections.abc import Callable
from typing import Any

import yaml

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast, where PyYAML was built with libyaml
_MOST_EVENTS = 400_000
"""Of the parser: a tenant.yaml of 3 MB, which then takes two seconds."""
_MOST_NODES = 100_000
"""Of what is asked for, with aliases followed."""
_SCALARS = {f"tag:yaml.org,2002:{name}" for name in ("null", "bool", "int", "float", "str")}


def top_level(text: str, wanted: Callable[[str], bool], deepest: int) -> dict[str, Any]:
    """Return the wanted members of the mapping that the text is; dates and tagged scalars come as texts.

    Raises `yaml.YAMLError`, and `ValueError` for what is no mapping, too deep or too large.
    """
    _measure(text, deepest)
    root = yaml.compose(text, Loader=_LOADER)
    if root is None:
        return {}
    if not isinstance(root, yaml.MappingNode):
        raise ValueError("its top level is no mapping")
    builder = _Builder(deepest)
    return builder.members([(key, value) for key, value in root.value if wanted(key.value)])


def _measure(text: str, deepest: int) -> None:
    depth = 0
    for count, event in enumerate(yaml.parse(text, Loader=_LOADER)):
        if count > _MOST_EVENTS:
            raise ValueError("there is too much in it")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > deepest:
                raise ValueError("it is nested too deeply")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


class _Builder:
    """Makes plain values of nodes, and stops where aliases make too much of them."""

    def __init__(self, deepest: int) -> None:
        self._deepest = deepest
        self._nodes = 0
        self._scalars = yaml.SafeLoader("")

    def plain(self, node: yaml.Node, depth: int = 0) -> Any:
        """Return the value of a node."""
        self._nodes += 1
        if self._nodes > _MOST_NODES or depth > self._deepest:
            raise ValueError("its aliases make too much of it")
        if isinstance(node, yaml.SequenceNode):
            return [self.plain(item, depth + 1) for item in node.value]
        if isinstance(node, yaml.MappingNode):
            return self.members(node.value, depth + 1)
        try:
            return self._scalars.construct_object(node) if node.tag in _SCALARS else node.value
        except (ValueError, LookupError):  # They quote the value.
            raise ValueError("a value is not what its tag or its form says") from None

    def members(self, pairs: list[tuple[yaml.Node, yaml.Node]], depth: int = 0) -> dict[str, Any]:
        """Return the members of a mapping; a silent choice between two of one name would decide what is compared."""
        found: dict[str, Any] = {}
        for key, value in pairs:
            if not isinstance(key, yaml.ScalarNode):
                continue
            if key.value in found or key.value == "<<":
                raise ValueError(f"the key {key.value[:40]} comes twice, or is a merge key")
            found[key.value] = self.plain(value, depth)
        return found
