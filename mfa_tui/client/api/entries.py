"""Parsing a list entry by entry: one that makes no sense costs itself, and is counted."""

from typing import Annotated, Any, TypeVar, get_args

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from mfa_tui.domain.entries import Entries

T = TypeVar("T")

_MISFIT = object()


class _EachAlone:
    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        (entry,) = get_args(source)
        # "default" instead of "omit": an omitted entry could not be counted.
        each = core_schema.with_default_schema(handler.generate_schema(entry), default=_MISFIT, on_error="default")
        return core_schema.no_info_after_validator_function(_counted, core_schema.list_schema(each))


def _counted(found: list[Any]) -> Entries[Any]:
    readable = [one for one in found if one is not _MISFIT]
    return Entries(readable, len(found) - len(readable))


Listed = Annotated[Entries[T], _EachAlone]
"""The type of every list in an answer: `Listed[User]`. What is no list at all is still an error."""
