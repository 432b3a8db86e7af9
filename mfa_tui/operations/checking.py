"""Checking a tenant without a screen: the findings, as text for people or JSON for scripts."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass

from mfa_tui.domain.findings import Finding, Severity
from mfa_tui.domain.problems import Problem
from mfa_tui.domain.rules import evaluate
from mfa_tui.operations.session import TenantSession


@dataclass(frozen=True)
class Answer:
    """What a check found; `problems` are the parts that could not be read."""

    tenant: str
    findings: tuple[Finding, ...]
    problems: dict[str, Problem]
    unreadable: bool

    @property
    def exit_code(self) -> int:
        """Return 0 fine, 1 a finding at error level, 7 or 8 where factors or policy could not be read."""
        if self.unreadable:
            return next(iter(self.problems.values())).exit_code
        return 1 if any(finding.severity is Severity.ERROR for finding in self.findings) else 0

    def as_text(self) -> str:
        """Return one line a finding, with what to do below it."""
        if not self.findings:
            return f"{self.tenant}: " + ("could not be read" if self.unreadable else "no findings")
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


async def check_tenant(open_session: Callable[[], TenantSession]) -> Answer:
    """Read the tenant once and judge it."""
    session = open_session()
    try:
        configuration = await session.read()
    finally:
        await session.aclose()
    parts = configuration.parts
    return Answer(
        session.profile.domain,
        evaluate(configuration),
        {word: part.problem for word, part in parts.items() if part.problem},
        configuration.factors.value is None or configuration.policies.value is None,
    )
