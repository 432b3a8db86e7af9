"""What a tenant says about its MFA, read together: the value that rules, screens and plans work on."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Generic, TypeVar

from mfa_tui.domain.actions.model import NOTHING_SEEN, CodeReading, Place
from mfa_tui.domain.entries import missing
from mfa_tui.domain.factors import Factor
from mfa_tui.domain.policies import Policies
from mfa_tui.domain.problems import Kind, Problem

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

LOGIN = "post-login"
PASSWORD_RESET = "password-reset-post-challenge"  # noqa: S105 - the name of a trigger
MFA_TRIGGERS = (LOGIN, PASSWORD_RESET, "custom-token-exchange", "credentials-exchange")
"""The triggers of Actions that a login, or something that stands in for one, goes through."""

FLAGS: Mapping[str, str] = {
    "customize_mfa_in_postlogin_action": "Customize MFA factors using Actions",
    "mfa_show_factor_list_on_enrollment": "Show the list of factors at enrollment",
}
"""The two tenant settings that change how MFA behaves: name in the API, words of the Dashboard."""


@dataclass(frozen=True)
class TenantSettings:
    """The part of GET /api/v2/tenants/settings that concerns MFA. The first of FLAGS is top-level there."""

    friendly_name: str = ""
    customize_mfa_in_postlogin_action: bool = False
    acr_values_supported: tuple[str, ...] | None = None
    flags: Mapping[str, Any] = field(default_factory=dict)

    def flag(self, name: str) -> bool:
        """Return one of FLAGS; Auth0 omits a flag that was never set, which means off."""
        if name == "customize_mfa_in_postlogin_action":
            return self.customize_mfa_in_postlogin_action
        return self.flags.get(name) is True


@dataclass(frozen=True)
class ActionVersion:
    """The code that runs, as deployed, and the Node.js that it runs in ("node22")."""

    code: str = ""
    runtime: str = ""


@dataclass(frozen=True)
class SupportedTrigger:
    """A trigger that an Action is written for."""

    id: str = ""


@dataclass(frozen=True)
class Action:
    """One Action (GET /api/v2/actions/actions). `code` is the draft; what runs is `deployed_version`."""

    id: str
    name: str = ""
    code: str = ""
    all_changes_deployed: bool = True
    deployed_version: ActionVersion | None = None
    supported_triggers: tuple[SupportedTrigger, ...] = ()
    runtime: str = ""

    @property
    def trigger(self) -> str:
        """Return the trigger; Auth0 allows one an Action."""
        return self.supported_triggers[0].id if self.supported_triggers else ""

    @property
    def running_code(self) -> str:
        """Return the deployed code; where the tenant does not send it, the draft is the best there is."""
        return (self.deployed_version.code if self.deployed_version else "") or self.code


@dataclass(frozen=True)
class ReadAction:
    """An Action with what its code does about MFA: `mfa` the code that runs, `draft` a newer one that does not yet.

    bound: Auth0 runs it when the trigger fires. runtime: "node22", "" where it is not known.
    """

    id: str
    name: str = ""
    trigger: str = LOGIN
    bound: bool = False
    mfa: CodeReading = NOTHING_SEEN
    draft: CodeReading | None = None
    runtime: str = ""


@dataclass(frozen=True)
class LegacyRule:
    """A Rule (GET /api/v2/rules), Auth0's code at login from before Actions. None executes since 2026-11-18."""

    id: str = ""
    name: str = ""
    enabled: bool = False
    script: str = ""


@dataclass(frozen=True)
class ReadRule:
    """A Rule with where its script asked for MFA, None where it did not."""

    name: str
    enabled: bool
    mfa: Place | None = None


@dataclass(frozen=True)
class BoundAction:
    """The Action that a binding names."""

    id: str = ""
    name: str = ""


@dataclass(frozen=True)
class Binding:
    """A place in the login flow (GET /api/v2/actions/triggers/post-login/bindings), in running order."""

    id: str = ""
    display_name: str = ""
    action: BoundAction = BoundAction()


@dataclass(frozen=True)
class RiskSettings:
    """GET /api/v2/risk-assessments/settings: whether logins are assessed even when nothing is asked."""

    enabled: bool


@dataclass(frozen=True)
class NewDeviceSettings:
    """GET /api/v2/risk-assessments/settings/new-device: for how many days a device is no new one."""

    remember_for: int


@dataclass(frozen=True)
class Application:
    """An application of the tenant (GET /api/v2/clients), our own among them. `callbacks` are its redirect URIs."""

    client_id: str
    name: str = ""
    app_type: str = ""
    callbacks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Loaded(Generic[T_co]):
    """One answer of the tenant, or why there is none.

    After a failed refresh `value` and `read_at` (epoch seconds) still hold the last good answer, and
    `problem` says why it is old. One endpoint that fails takes nothing else with it.
    """

    value: T_co | None = None
    read_at: float | None = None
    problem: Problem | None = None

    def after(self, newer: "Loaded[T_co]") -> "Loaded[T_co]":
        """Return the newer answer, keeping the last good value where the newer one has none."""
        if newer.value is None and self.value is not None:
            return Loaded(self.value, self.read_at, newer.problem)
        return newer


def answered(value: T, read_at: float) -> Loaded[T]:
    """Return an answer; where it is a list that lacks something, `problem` says what."""
    words = missing(value)
    hint = "What could be read is shown. Look at the rest in the Dashboard."
    return Loaded(
        value, read_at, Problem(Kind.ANSWER, "Part of the list could not be read.", hint, words) if words else None
    )


@dataclass(frozen=True)
class Configuration:
    """Everything that decides over MFA in one tenant.

    `actions` are those of MFA_TRIGGERS: the bound ones of each trigger in running order, then the others by name.
    """

    factors: Loaded[tuple[Factor, ...]] = Loaded()
    policies: Loaded[Policies] = Loaded()
    settings: Loaded[TenantSettings] = Loaded()
    actions: Loaded[tuple[ReadAction, ...]] = Loaded()
    risk: Loaded[RiskSettings] = Loaded()
    application: Loaded[Application] = Loaded()
    rules: Loaded[tuple[ReadRule, ...]] = Loaded()

    def bound(self, trigger: str = LOGIN) -> tuple[ReadAction, ...]:
        """Return the Actions that run at a trigger, in running order."""
        return tuple(action for action in self.actions.value or () if action.bound and action.trigger == trigger)

    @property
    def on(self) -> frozenset[str]:
        """Return the names of the factors that are switched on, as far as known."""
        return frozenset(factor.name for factor in self.factors.value or () if factor.enabled)

    @property
    def parts(self) -> dict[str, Loaded[Any]]:
        """Return the answers by the words that the screens use for them."""
        return {
            "factors": self.factors,
            "policy": self.policies,
            "tenant settings": self.settings,
            "Actions": self.actions,
            "risk assessment": self.risk,
            "application": self.application,
            "Rules": self.rules,
        }

    @classmethod
    def failed(cls, problem: Problem) -> "Configuration":
        """Return a reading of which every part failed for the same reason."""
        return cls(*(Loaded(problem=problem) for _ in fields(cls)))

    def after(self, newer: "Configuration") -> "Configuration":
        """Return the newer reading, part by part keeping the last good value where it failed."""
        return Configuration(
            self.factors.after(newer.factors),
            self.policies.after(newer.policies),
            self.settings.after(newer.settings),
            self.actions.after(newer.actions),
            self.risk.after(newer.risk),
            self.application.after(newer.application),
            self.rules.after(newer.rules),
        )
