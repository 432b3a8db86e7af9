"""Rules about what asks for MFA at a login: the policy, the Actions, and the flag between them."""

from mfa_tui.domain.bound_actions import requiring_actions, unreadable_actions
from mfa_tui.domain.changes import POLICY
from mfa_tui.domain.factors import by_any_name
from mfa_tui.domain.findings import Severity
from mfa_tui.domain.policies import CHOICES
from mfa_tui.domain.rules.base import (
    ADAPTIVE,
    CUSTOMISE,
    CUSTOMISE_FLAG,
    ENABLE,
    SELECTION,
    Seen,
    factor,
    names,
    on,
    policy,
    rule,
)
from mfa_tui.domain.tenant import FLAGS, Configuration
from mfa_tui.domain.text import clean, listed


@rule(
    "policy-without-factor",
    Severity.ERROR,
    "factors",
    "policies",
    remedy="Switch on an independent factor first, or set the policy to Never.",
    reference=ENABLE,
    locks_out=True,
)
def _policy_without_factor(c: Configuration) -> Seen | None:
    if not c.policies.value or c.on:
        return None
    return Seen(
        "The policy asks for MFA, but no factor is on", f"Policy {clean(policy(c).title, 80)}. No factor is on.", POLICY
    )


@rule(
    "action-without-factor",
    Severity.ERROR,
    "factors",
    "actions",
    remedy="Switch on an independent factor, or unbind the Action.",
    reference=CUSTOMISE,
    locks_out=True,
)
def _action_without_factor(c: Configuration) -> Seen | None:
    asking = requiring_actions(c)
    if not asking or c.on:
        return None
    return Seen("An Action requires MFA, but no factor is on", f"{names(asking)}. No factor is on.")


@rule(
    "action-names-off-factor",
    Severity.ERROR,
    "factors",
    "actions",
    "settings",
    remedy="Switch the factor on, or take it out of the Action.",
    reference=SELECTION,
    locks_out=True,
)
def _action_names_off_factor(c: Configuration) -> Seen | None:
    if c.settings.value and not c.settings.value.customize_mfa_in_postlogin_action:
        return None  # Auth0 does not follow such calls then; another rule says so.
    off: dict[str, str] = {}  # the factor, and where it is asked for
    for action, calls in requiring_actions(c):
        for call in calls:
            named = {by_any_name(name) for name in call.types}
            if named and not named & c.on:
                where = f"“{clean(action.name, 60)}” line {call.line} calls {call.method}."
                off |= {name: where for name in named if name not in off}
    if not off:
        return None
    names, where = sorted(off), " ".join(dict.fromkeys(off.values()))
    words = f"An Action requires {listed([clean(name, 40) for name in names])}, which is off"
    return Seen(words, f"{where} {on(c)}", factor(names[0]))


@rule(
    "nothing-asks",
    Severity.WARN,
    "factors",
    "policies",
    "actions",
    remedy="Set the policy, or bind an Action that requires MFA. Applications may still use the MFA API.",
    reference=ENABLE,
)
def _nothing_asks(c: Configuration) -> Seen | None:
    if c.policies.value or not c.on or requiring_actions(c) or unreadable_actions(c):
        return None
    return Seen(
        "Factors are on, but nothing requires MFA: policy Never, and no Action",
        f"{on(c)} No bound Action requires MFA.",
        POLICY,
    )


@rule(
    "customise-flag-without-action",
    Severity.WARN,
    "settings",
    "actions",
    remedy=f"Bind an Action with challengeWith or enrollWith, or switch “{FLAGS[CUSTOMISE_FLAG.name]}” off.",
    reference=SELECTION,
)
def _flag_without_action(c: Configuration) -> Seen | None:
    settings = c.settings.value
    customising = any(call.customizes for _, calls in requiring_actions(c) for call in calls)
    if settings is None or not settings.customize_mfa_in_postlogin_action or customising or unreadable_actions(c):
        return None
    return Seen(
        "Factors are left to Actions, but no Action chooses one",
        f"“{FLAGS[CUSTOMISE_FLAG.name]}” is on.",
        CUSTOMISE_FLAG,
    )


@rule(
    "action-without-customise-flag",
    Severity.WARN,
    "settings",
    "actions",
    remedy=f"Switch on “{FLAGS[CUSTOMISE_FLAG.name]}”.",
    reference=SELECTION,
)
def _action_without_flag(c: Configuration) -> Seen | None:
    settings = c.settings.value
    customising = [(a, calls) for a, calls in requiring_actions(c) if any(call.customizes for call in calls)]
    if settings is None or settings.customize_mfa_in_postlogin_action or not customising:
        return None
    return Seen(
        "An Action chooses factors, but the tenant does not let Actions choose",
        f"{names(customising)}; the flag is off.",
        CUSTOMISE_FLAG,
    )


@rule(
    "policy-not-one",
    Severity.WARN,
    "policies",
    remedy="Choose one of Never, Adaptive and Always.",
    reference=ENABLE,
)
def _policy_not_one(c: Configuration) -> Seen | None:
    if policy(c) in CHOICES:
        return None
    raw = listed([clean(name) for name in c.policies.value or ()])
    return Seen("The policy is not one of the three that Auth0 documents", f"guardian/policies has {raw}.", POLICY)


@rule(
    "adaptive-without-assessment",
    Severity.NOTE,
    "policies",
    "risk",
    remedy="Switch on risk assessment in the Dashboard, to see in the logs why a login was or was not asked.",
    reference=ADAPTIVE,
)
def _adaptive_without_assessment(c: Configuration) -> Seen | None:
    if "confidence-score" not in (c.policies.value or ()) or (c.risk.value and c.risk.value.enabled):
        return None
    return Seen(
        "Adaptive policy, but risk assessment is not recorded for every login",
        "risk-assessments/settings: enabled is false.",
        POLICY,
    )


@rule(
    "action-asks-while-never",
    Severity.NOTE,
    "policies",
    "actions",
    remedy="Nothing, if that is intended. This is why users are prompted.",
    reference=CUSTOMISE,
)
def _action_asks_while_never(c: Configuration) -> Seen | None:
    asking = requiring_actions(c)
    if c.policies.value or not asking:
        return None
    certain = any(not call.conditional for _, calls in asking for call in calls)
    does = "requires MFA" if certain else "may require MFA"
    return Seen(f"The policy is Never, but an Action {does}", f"{names(asking)}.", POLICY)
