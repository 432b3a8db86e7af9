"""Reading the code of Actions and Rules away from the event loop, each code once."""

import asyncio
from collections.abc import Iterable
from hashlib import blake2b

from mfa_tui.domain.actions import CodeReading, read_code, rule_mfa
from mfa_tui.domain.tenant import Action, Binding, LegacyRule, ReadAction, ReadRule


class CodeReader:
    """Reads code in a thread and remembers the result by the code's hash: a refresh reads only what changed."""

    def __init__(self) -> None:
        self._known: dict[bytes, CodeReading] = {}
        self.read_count = 0
        """How many codes were parsed so far."""

    async def actions(self, actions: Iterable[Action], bound: Iterable[Binding]) -> tuple[ReadAction, ...]:
        """Return the Actions with what they do about MFA: the bound ones in running order, then the others by name."""
        return await asyncio.to_thread(self._actions, tuple(actions), tuple(bound))

    async def rules(self, rules: Iterable[LegacyRule]) -> tuple[ReadRule, ...]:
        """Return the Rules with where they asked for MFA."""
        return await asyncio.to_thread(_rules, tuple(rules))

    def _actions(self, actions: tuple[Action, ...], bound: tuple[Binding, ...]) -> tuple[ReadAction, ...]:
        order = {binding.action.id: number for number, binding in enumerate(bound)}
        known: dict[bytes, CodeReading] = {}
        read = [self._read(action, action.id in order, known) for action in actions]
        self._known = known  # What the tenant has no more is forgotten.
        return tuple(sorted(read, key=lambda each: (order.get(each.id, len(order)), each.name)))

    def _read(self, action: Action, bound: bool, known: dict[bytes, CodeReading]) -> ReadAction:
        draft = None if action.all_changes_deployed else self._once(action.code, known)
        return ReadAction(
            action.id,
            action.name,
            action.trigger,
            bound,
            self._once(action.running_code, known),
            draft,
            (action.deployed_version.runtime if action.deployed_version else "") or action.runtime,
        )

    def _once(self, code: str, known: dict[bytes, CodeReading]) -> CodeReading:
        key = blake2b(code.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        if key not in known:
            if key not in self._known:
                self.read_count += 1
            known[key] = self._known[key] if key in self._known else read_code(code)
        return known[key]


def _rules(rules: tuple[LegacyRule, ...]) -> tuple[ReadRule, ...]:
    return tuple(ReadRule(rule.name, rule.enabled, rule_mfa(rule.script)) for rule in rules)
