"""Checking a tenant without a screen: the findings, as text for people or JSON for scripts."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass

from mfa_tui.client.recorder import Call, Waiting
from mfa_tui.domain.findings import Finding, Severity
from mfa_tui.domain.problems import Kind, Problem
from mfa_tui.domain.rules import evaluate
from mfa_tui.domain.text import listed
from mfa_tui.operations.session import TenantSession

NEEDED = ("factors", "policy", "tenant settings", "Actions", "risk assessment")
"""The parts that the rules look at."""


@dataclass(frozen=True)
class Answer:
    """What a check found; `problems` are the needed parts that could not be read."""

    tenant: str
    findings: tuple[Finding, ...]
    problems: dict[str, Problem]

    @property
    def exit_code(self) -> int:
        """Return 1 for a finding at error level, 7 or 8 where a part could not be read, else 0.

        What a tenant does not have at all (404) is not missing. What could not be read is never called fine.
        """
        if any(finding.severity is Severity.ERROR for finding in self.findings):
            return 1
        there = [problem for problem in self.problems.values() if problem.kind is not Kind.ABSENT]
        return max((problem.exit_code for problem in there), default=0)

    def complaints(self) -> list[str]:
        """Return one line for each thing that went wrong, with the parts that it cost."""
        parts: dict[str, list[str]] = {}
        for part, problem in self.problems.items():
            parts.setdefault(problem.words.split(" Request id ")[0], []).append(part)
        return [f"{listed(names)} could not be read: {words}" for words, names in parts.items()]

    def as_text(self) -> str:
        """Return one line a finding, with what to do below it."""
        if not self.findings:
            return f"{self.tenant}: no findings" + (" in what could be read" if self.problems else "")
        return "\n".join(
            f"{f.severity.word:<5}  {f.words}\n       {f.evidence}\n       {f.remedy}" for f in self.findings
        )

    def as_json(self) -> str:
        """Return the stable JSON object that the README documents."""
        return json.dumps(
            {
                "tenant": self.tenant,
                "findings": [
                    {**asdict(f), "severity": f.severity.word, "cause": str(f.cause) if f.cause else None}
                    for f in self.findings
                ],
                "unread": {part: problem.words for part, problem in self.problems.items()},
                "exit_code": self.exit_code,
            },
            indent=2,
        )


async def check_tenant(open_session: Callable[[], TenantSession], notice: Callable[[str], None]) -> Answer:
    """Read the tenant once and judge it; `notice` is told in words when the client has to wait."""
    session = open_session()

    def heard(event: Call | Waiting) -> None:
        if isinstance(event, Waiting):
            notice(f"{event.reason}: trying in {event.seconds:.0f} s")

    session.connection.recorder.listen = heard
    try:
        configuration = await session.read()
    finally:
        await session.aclose()
    parts = configuration.parts
    return Answer(
        session.profile.domain,
        evaluate(configuration),
        {word: problem for word in NEEDED if (problem := parts[word].problem)},
    )
