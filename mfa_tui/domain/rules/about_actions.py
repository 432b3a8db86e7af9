"""Rules about code: what Actions do about MFA beside the policy, and what a Rule no longer does."""

import re

from mfa_tui.domain.actions.model import CodeReading
from mfa_tui.domain.bound_actions import (
    contradicting_actions,
    requiring_actions,
    skipping_actions,
    unreadable_actions,
    unseen,
)
from mfa_tui.domain.changes import POLICY
from mfa_tui.domain.findings import Severity
from mfa_tui.domain.rules.base import CUSTOMISE, Seen, names, policy, rule
from mfa_tui.domain.tenant import PASSWORD_RESET, Configuration, ReadAction
from mfa_tui.domain.text import clean, listed

_ACTIONS = "https://auth0.com/docs/customize/actions"
_LOGIN_API = f"{_ACTIONS}/reference/post-login/post-login-api-object"
_RUNTIMES = "https://auth0.com/docs/troubleshoot/product-lifecycle/deprecations-and-migrations/migrate-nodejs-22"
_CONTRADICTION = "Let one Action decide, and take the other call out: Auth0 does not document which of the two wins."
_OLDEST_NODE = 22
"""Node.js 20, the last release before it, reached its end of life in April 2026."""


@rule(
    "action-skips-mfa",
    Severity.ERROR,
    "policies",
    "actions",
    remedy="Unbind the Action, or put the skip behind a condition. Actions take precedence over the policy.",
    reference=_LOGIN_API,
)
def _skips(c: Configuration) -> Seen | None:
    found = [(action, calls) for action, calls in skipping_actions(c) if action.mfa.effect == "skips"]
    if not c.policies.value or not found or contradicting_actions(c, "skips"):
        return None
    return Seen(
        f"An Action skips MFA for every login, although the policy is {clean(policy(c).title, 60)}",
        f'{names(found)} calls api.multifactor.enable("none").',
        POLICY,
    )


@rule(
    "action-may-skip-mfa",
    Severity.WARN,
    "policies",
    "actions",
    remedy="Check when the Action skips MFA: those logins have one factor. Actions take precedence over the policy.",
    reference=_LOGIN_API,
)
def _may_skip(c: Configuration) -> Seen | None:
    contradicting = contradicting_actions(c, "skips")
    found = [each for each in skipping_actions(c) if each[0].mfa.effect == "may" or contradicting]
    if not c.policies.value or not found:
        return None
    words = f"An Action may skip MFA, although the policy is {clean(policy(c).title, 60)}"
    evidence = f'{names(found)} can call api.multifactor.enable("none").'
    if not contradicting or all(_depends(action.mfa) for action, _ in found):
        return Seen(words, evidence, POLICY)
    requiring = requiring_actions(c)
    other = f"{names(requiring)} can require MFA." if requiring else ""
    evidence = " ".join(filter(None, (evidence, other, unseen(unreadable_actions(c)))))
    return Seen(words, evidence, POLICY, remedy=_CONTRADICTION)


def _depends(reading: CodeReading) -> bool:
    """Return whether it depends on a condition or an argument whether code skips MFA, as far as it decides alone."""
    certain = frozenset({"skips"})
    return reading.effect == "may" and all(call.conditional or call.outcomes != certain for call in reading.calls)


@rule(
    "action-unreadable",
    Severity.NOTE,
    "actions",
    remedy="Read the Action in the Dashboard. What it does about MFA is not in any other finding.",
    reference=CUSTOMISE,
)
def _unreadable(c: Configuration) -> Seen | None:
    found = unreadable_actions(c)
    if not found:
        return None
    where = []
    for action in found:
        place = action.mfa.unreadable[0]
        text = f" ({clean(place.text, 60)})" if place.text else ""
        where.append(f"“{clean(action.name, 60)}” line {place.line}: {place.why}{text}")
    return Seen("mfa-tui cannot tell whether an Action requires or skips MFA", f"{listed(where)}.")


@rule(
    "action-expects-result",
    Severity.WARN,
    "actions",
    remedy="Move that code to the next Action of the flow: Auth0 prompts for MFA when this Action has ended.",
    reference=_LOGIN_API,
)
def _expects_result(c: Configuration) -> Seen | None:
    found = [(action, action.mfa.expects_result[0]) for action in c.bound() if action.mfa.expects_result]
    if not found:
        return None
    where = [f"“{clean(action.name, 60)}” line {place.line}: {clean(place.text, 60)}" for action, place in found]
    return Seen("An Action expects MFA to have happened right after it requires it", f"{listed(where)}.")


@rule(
    "action-without-protocol-guard",
    Severity.WARN,
    "actions",
    remedy="Return early where event.transaction.protocol is oauth2-refresh-token or oauth2-token-exchange.",
    reference="https://auth0.com/docs/secure/tokens/refresh-tokens/use-refresh-tokens",
)
def _no_guard(c: Configuration) -> Seen | None:
    found = [
        (action, tuple(call for call in action.mfa.calls if "requires" in call.outcomes))
        for action in c.bound()
        if action.mfa.effect == "requires"
    ]
    if not found:
        return None
    return Seen(
        "An Action requires MFA for refresh tokens and token exchanges too",
        f"{names(found)}. These flows have no browser: they fail with mfa_required.",
    )


@rule(
    "action-runtime-end-of-life",
    Severity.WARN,
    "actions",
    remedy=f"Choose Node {_OLDEST_NODE} in the Action's settings, test it and deploy.",
    reference=_RUNTIMES,
)
def _runtime(c: Configuration) -> Seen | None:
    old = [action for action in c.actions.value or () if action.bound and _end_of_life(action.runtime)]
    if not old:
        return None
    shown = listed([f"“{clean(action.name, 60)}” ({clean(action.runtime, 20)})" for action in old])
    return Seen("An Action runs on a Node.js that gets no security fixes", f"{shown}.")


def _end_of_life(runtime: str) -> bool:
    found = re.fullmatch(r"node(\d{1,3})", runtime)
    return found is not None and int(found[1]) < _OLDEST_NODE


@rule(
    "rule-asked-for-mfa",
    Severity.ERROR,
    "rules",
    remedy="Require it in an Action. Rules stopped executing on 2026-11-18.",
    reference=f"{_ACTIONS}/migrate/migrate-from-rules-to-actions",
)
def _stopped_rule(c: Configuration) -> Seen | None:
    found = [(each.name, each.mfa.line) for each in c.rules.value or () if each.enabled and each.mfa]
    if not found:
        return None
    where = listed([f"“{clean(name, 60)}” (line {line})" for name, line in found])
    return Seen(
        "A Rule required MFA, and Rules have stopped executing",
        f"{where} sets context.multifactor. No login is prompted by it any more.",
    )


@rule(
    "reset-without-mfa",
    Severity.NOTE,
    "factors",
    "actions",
    remedy=f"Bind an Action to {PASSWORD_RESET} that calls challengeWith or challengeWithAny.",
    reference=f"{_ACTIONS}/explore-triggers/password-reset-triggers",
)
def _reset(c: Configuration) -> Seen | None:
    bound = c.bound(PASSWORD_RESET)
    if not c.on or any(action.mfa.can_require or action.mfa.effect == "unreadable" for action in bound):
        return None
    which = "Action that requires MFA" if bound else "Action"
    return Seen("A password reset does not require MFA", f"No {which} is bound to {PASSWORD_RESET}.")


@rule(
    "draft-asks",
    Severity.NOTE,
    "actions",
    remedy="Deploy the draft, or discard it.",
    reference=CUSTOMISE,
)
def _draft_differs(c: Configuration) -> Seen | None:
    for action in c.bound():
        if action.draft is not None and _summary(action.draft) != _summary(action.mfa):
            return Seen("An undeployed draft changes when MFA is required", _difference(action, action.draft))
    return None


def _summary(reading: CodeReading) -> tuple[object, ...]:
    """Return what a reading says, without the lines."""
    return (reading.effect, *((call.text, call.types, call.conditional) for call in reading.calls))


def _difference(action: ReadAction, draft: CodeReading) -> str:
    return f"“{clean(action.name, 60)}”: MFA in what runs: {action.mfa.effect}; in the draft: {draft.effect}."
