"""Acme's Actions: each a way in which code, not the policy, decides about MFA, or does not."""

from __future__ import annotations

from dataclasses import dataclass

from mfa_tui.demo.types import Json

_PAYROLL = """\
/** Payroll asks for a second factor at every login, remembered browser or not. */
exports.onExecutePostLogin = async (event, api) => {
  if (event.client.name === 'Payroll') {
    api.multifactor.enable('any', { allowRememberBrowser: false });
  }
};
"""

_STEP_UP = """\
const MULTI_FACTOR = 'http://schemas.openid.net/pape/policies/2007/06/multi-factor';

/** An application that asks for MFA by acr_values gets it. */
exports.onExecutePostLogin = async (event, api) => {
  if (event.transaction?.acr_values?.includes(MULTI_FACTOR)) {
    api.multifactor.enable('any', { allowRememberBrowser: false });
  }
};
"""

_ENRICH = """\
const NAMESPACE = 'https://acme.example';

/** Put what the portal shows into the token. */
exports.onExecutePostLogin = async (event, api) => {
  const { department, office } = event.user.app_metadata;
  api.idToken.setCustomClaim(`${NAMESPACE}/department`, department);
  api.idToken.setCustomClaim(`${NAMESPACE}/office`, office);
};
"""

_EXPERIMENT = """\
/** Try: offer the authenticator app and push side by side, to the identity team only. */
exports.onExecutePostLogin = async (event, api) => {
  if (event.user.app_metadata.department !== 'Identity') return;
  if (event.user.enrolledFactors?.length) {
    api.authentication.challengeWithAny([{ type: 'otp' }, { type: 'push-notification' }]);
  }
};
"""

_ABROAD_DEPLOYED = """\
const HOME = ['DE', 'NL', 'JP'];

/** Tell the portal about logins from unusual places. */
exports.onExecutePostLogin = async (event, api) => {
  const abroad = !HOME.includes(event.request.geoip.countryCode);
  api.idToken.setCustomClaim('https://acme.example/abroad', abroad);
};
"""

_ABROAD_DRAFT = """\
const HOME = ['DE', 'NL', 'JP'];

/** Tell the portal about logins from unusual places, and ask for a second factor there. */
exports.onExecutePostLogin = async (event, api) => {
  const abroad = !HOME.includes(event.request.geoip.countryCode);
  api.idToken.setCustomClaim('https://acme.example/abroad', abroad);
  if (abroad) {
    api.multifactor.enable('any');
  }
};
"""


@dataclass(frozen=True)
class _Seed:
    """One Action. draft: None where everything is deployed. bound: it runs at login."""

    number: int
    name: str
    deployed: str
    draft: str | None = None
    bound: bool = True
    versions: int = 1


_SEEDS = (
    _Seed(1, "Require MFA for payroll", _PAYROLL, versions=3),
    _Seed(2, "Step-up on acr_values", _STEP_UP),
    _Seed(3, "Enrich profile", _ENRICH, versions=7),
    _Seed(4, "MFA experiment", _EXPERIMENT, bound=False),
    _Seed(5, "Flag logins from abroad", _ABROAD_DEPLOYED, draft=_ABROAD_DRAFT, versions=2),
)
_RUNTIME = "node22"


def actions_and_bindings() -> tuple[list[Json], list[Json]]:
    """Return every Action of the tenant, and the bindings of the post-login trigger in the order they run."""
    return [_action(seed) for seed in _SEEDS], [_binding(seed) for seed in _SEEDS if seed.bound]


def versions() -> dict[str, list[Json]]:
    """Return the versions of each Action by its id, newest first; an earlier one differs by a comment."""
    return {_base(seed)["id"]: [_version(seed, number) for number in range(seed.versions, 0, -1)] for seed in _SEEDS}


def _action(seed: _Seed) -> Json:
    edited = seed.draft is not None
    return {
        **_base(seed),
        "updated_at": _at(seed, "17:05:41.250000001" if edited else "09:30:12.125000001"),
        "code": seed.draft if edited else seed.deployed,
        "dependencies": [],
        "runtime": _RUNTIME,
        "status": "built",
        "secrets": [],
        "current_version": _current_version(seed),
        "deployed_version": _deployed_version(seed),
        "all_changes_deployed": not edited,
    }


def _binding(seed: _Seed) -> Json:
    """Return the binding. As recorded, the Action inside it has no draft, and claims that it has changes."""
    return {
        "id": f"b14d0000-0000-4000-8000-00000000000{seed.number}",
        "trigger_id": "post-login",
        "action": {
            **_base(seed),
            "current_version": _current_version(seed),
            "deployed_version": _deployed_version(seed),
            "all_changes_deployed": False,
        },
        "created_at": _at(seed, "09:41:00.500000001"),
        "updated_at": _at(seed, "09:41:00.500000001"),
        "display_name": seed.name,
    }


def _base(seed: _Seed) -> Json:
    return {
        "id": f"ac710000-0000-4000-8000-00000000000{seed.number}",
        "name": seed.name,
        "supported_triggers": [{"id": "post-login", "version": "v3"}],
        "created_at": _at(seed, "09:12:12.125000001"),
        "updated_at": _at(seed, "09:12:12.125000001"),
    }


def _deployed_version(seed: _Seed) -> Json:
    return _version(seed, seed.versions)


def _version(seed: _Seed, number: int) -> Json:
    newest = number == seed.versions
    return {
        "code": seed.deployed if newest else f"// Version {number}\n{seed.deployed}",
        "dependencies": [],
        "id": f"de91000{0 if newest else number}-0000-4000-8000-00000000000{seed.number}",
        "deployed": newest,
        "number": number,
        "built_at": _at(seed, "09:30:14.625000001"),
        "secrets": [],
        "status": "built",
        "created_at": _at(seed, "09:30:14.375000001"),
        "updated_at": _at(seed, "09:30:14.750000001"),
        "runtime": _RUNTIME,
        "supported_triggers": [{"id": "post-login", "version": "v3"}],
    }


def _current_version(seed: _Seed) -> Json:
    """Return the deployed version in the older form that Actions carry beside it."""
    version = _deployed_version(seed)
    shown = {name: version[name] for name in ("id", "code", "runtime", "number", "created_at", "updated_at")}
    return shown | {"status": "BUILT", "build_time": version["built_at"]}


def _at(seed: _Seed, time: str) -> str:
    return f"2025-03-1{seed.number}T{time}Z"
