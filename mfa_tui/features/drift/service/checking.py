"""Checking a tenant without a screen: findings, and drift from a baseline, as text for people or JSON for scripts."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass

from mfa_tui.client.transports.recorder import Call, Waiting
from mfa_tui.domain.findings import Finding, Severity
from mfa_tui.domain.inventory import Baseline
from mfa_tui.domain.problems import Kind, Problem
from mfa_tui.domain.rules import evaluate
from mfa_tui.domain.strength import Strength
from mfa_tui.domain.tenant import ReadAction
from mfa_tui.domain.text import listed
from mfa_tui.features.drift.model.drift import Difference, Drift
from mfa_tui.features.drift.service.drift import drift_of
from mfa_tui.session.session import TenantSession

NEEDED = ("factors", "policy", "tenant settings", "Actions", "risk assessment")
"""The parts that the rules look at."""
OPTIONAL = ("Rules",)
"""Parts that cost no exit code where they cannot be read: an old tenant's rest."""


@dataclass(frozen=True)
class Answer:
    """What a check found; `problems` are the parts that could not be read, `actions` None where those are among them.

    `drift` is None where no `baseline` was given. From the severity `fail_on` on, the answer is no.
    """

    tenant: str
    findings: tuple[Finding, ...]
    problems: Mapping[str, Problem]
    baseline: Baseline | None = None
    drift: Drift | None = None
    fail_on: Severity = Severity.ERROR
    actions: tuple[ReadAction, ...] | None = None

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Return where the tenant differs from its baseline."""
        return self.drift.differences if self.drift else ()

    @property
    def exit_code(self) -> int:
        """Return 1 for a finding or difference from `fail_on` on, 7 or 8 where a part could not be read, else 0.

        What a tenant does not have at all (404) is not missing, unless it has nothing at all. What could not be read is
        never called fine.
        """
        severities = [found.severity for found in self.findings] + [found.severity for found in self.differences]
        if any(severity >= self.fail_on for severity in severities):
            return 1
        needed = [problem for part, problem in self.problems.items() if part not in OPTIONAL]
        there = [problem for problem in needed if problem.kind is not Kind.ABSENT or self.nothing_read]
        return max((problem.exit_code for problem in there), default=0)

    @property
    def nothing_read(self) -> bool:
        """Return whether no part that the rules look at could be read."""
        return all(part in self.problems for part in NEEDED)

    def complaints(self) -> list[str]:
        """Return one line for each thing that went wrong, with the parts that it cost."""
        return [*complaints_about(self.problems), *(self.baseline.warnings if self.baseline else ())]

    def as_text(self) -> str:
        """Return one line a finding, with what to do below it; then one line a difference."""
        lines = [f"{f.severity.word:<5}  {f.words}\n       {f.evidence}\n       {f.remedy}" for f in self.findings]
        if not lines:
            found = "no findings" + (" in what could be read" if self.problems else "")
            lines = [f"{self.tenant}: {'nothing could be checked' if self.nothing_read else found}"]
        lines += [f"unread {line}" for line in complaints_about(self.problems)]
        if self.drift and self.baseline:
            count = f"{self.drift.compared} setting{'' if self.drift.compared == 1 else 's'}"
            unread = f"; {listed([each.part for each in self.drift.unread])} not read" if self.drift.unread else ""
            lines += [
                "",
                f"Drift: {len(self.differences) or 'none'}; {count} compared with {self.baseline.source}{unread}",
            ]
            lines += [f"{each.severity.word:<5}  {_compared(each)} ({each.key})" for each in self.differences]
        return "\n".join(lines)

    def as_json(self) -> str:
        """Return the stable JSON object that the README and the command's help document."""
        return json.dumps(
            {
                "tenant": self.tenant,
                "findings": [
                    {**asdict(f), "severity": f.severity.word, "cause": str(f.cause) if f.cause else None}
                    for f in self.findings
                ],
                "drift": self._drift_as_json(),
                "actions": None if self.actions is None else [_action_as_json(action) for action in self.actions],
                "unread": {part: problem.words for part, problem in self.problems.items()},
                "fail_on": self.fail_on.word,
                "exit_code": self.exit_code,
            },
            indent=2,
        )

    def _drift_as_json(self) -> dict[str, object] | None:
        if self.drift is None or self.baseline is None:
            return None
        return {
            "baseline": self.baseline.source,
            "compared": self.drift.compared,
            "differences": [
                {
                    "setting": each.key,
                    "severity": each.severity.word,
                    "strength": each.strength.value,
                    "words": each.words,
                    "here": each.here,
                    "baseline": each.there,
                    "target": str(each.target),
                    "can_align": each.change is not None,
                }
                for each in self.differences
            ],
            "not_compared": self.baseline.warnings,
        }


def _compared(each: Difference) -> str:
    """Return a difference with how the tenant stands, where one side is the stronger one."""
    return each.words if each.strength is Strength.NEUTRAL else f"{each.strength.value}: {each.words}"


def _action_as_json(action: ReadAction) -> dict[str, object]:
    """Return an Action as the README documents it; the calls of an unreadable one are also the places not read."""
    calls = [(call.line, call.text) for call in action.mfa.calls]
    calls += [(place.line, place.text or place.why) for place in action.mfa.unreadable]
    return {
        "name": action.name,
        "trigger": action.trigger,
        "bound": action.bound,
        "mfa": action.mfa.effect,
        "calls": [{"call": text, "line": line} for line, text in sorted(dict.fromkeys(calls))],
    }


def complaints_about(problems: Mapping[str, Problem]) -> list[str]:
    """Return one line for each reason why parts could not be read, with these parts."""
    parts: dict[str, list[str]] = {}
    for part, problem in problems.items():
        parts.setdefault(problem.words.split(" Request id ")[0], []).append(part)
    return [f"{listed(names)} could not be read: {words}" for words, names in parts.items()]


def heard_by(session: TenantSession, notice: Callable[[str], None]) -> None:
    """Let `notice` be told in words when the client has to wait."""

    def heard(event: Call | Waiting) -> None:
        if isinstance(event, Waiting):
            notice(f"{event.reason}: trying in {event.seconds:.0f} s")

    session.connection.recorder.listen = heard


async def check_tenant(
    open_session: Callable[[], TenantSession],
    notice: Callable[[str], None],
    baseline: Baseline | None = None,
    fail_on: Severity = Severity.ERROR,
) -> Answer:
    """Read the tenant once and judge it; `notice` is told in words when the client has to wait."""
    session = open_session()
    heard_by(session, notice)
    try:
        configuration = await session.read()
        drift = await drift_of(session, baseline, configuration) if baseline else None
    finally:
        await session.aclose()
    parts = configuration.parts
    problems = {word: problem for word in (*NEEDED, *OPTIONAL) if (problem := parts[word].problem)}
    problems |= {unread.part: unread.problem for unread in drift.unread} if drift else {}
    actions = configuration.actions.value
    return Answer(session.profile.domain, evaluate(configuration), problems, baseline, drift, fail_on, actions)
