"""The shapes of JSON that all of the demo tenant speaks of."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
Permission = tuple[str, str]  # identifier of a resource server, name of a scope of it
