"""An export of Auth0's Deploy CLI as a baseline: what it has about MFA, as tenant.yaml or as a folder of JSON files.

Taken are guardianFactors, guardianPolicies, guardianPhoneFactorMessageTypes, guardianPhoneFactorSelectedProvider,
guardianFactorProviders, guardianFactorTemplates, riskAssessment, and the MFA flags of tenant (source:
auth0-deploy-cli, lib/context/{yaml,directory}/handlers/). Keyword markers (`##NAME##`, `@@NAME@@`) are filled in when
the Deploy CLI imports; here they are no values, so what holds one is told and not compared.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from mfa_tui.domain.inventory import POLICY_KEY, WITHHELD, Baseline, Value
from mfa_tui.domain.tenant import FLAGS
from mfa_tui.domain.text import clean
from mfa_tui.features.drift.model.baseline import BadBaselineError, checked, doubts
from mfa_tui.features.drift.service.limited_files import text_of

T = TypeVar("T")

_MARKER = re.compile(r"##[^#\s]+##|@@[^@\s]+@@")
_BARE_ARRAY_MARKER = re.compile(r"""(?<!['"])@@[^@\s'"]+@@(?!['"])""")
_DEEPEST = 64
_MOST_FILES = 100
"""Of one folder; there are eight factors."""

_PROVIDERS: Mapping[tuple[str, str], tuple[str, Mapping[str, str]]] = {
    ("phone", "twilio"): (
        "phone",
        {
            "from": "twilio_from",
            "messaging_service_sid": "twilio_messaging_service_sid",
            "sid": "twilio_sid_set",
            "auth_token": "twilio_auth_token_set",
        },
    ),
    ("push-notification", "apns"): (
        "push-notification",
        {"enabled": "apns_enabled", "sandbox": "apns_sandbox", "bundle_id": "apns_bundle_id"},
    ),
    ("push-notification", "sns"): (
        "push-notification",
        {
            "aws_region": "sns_region",
            "sns_apns_platform_application_arn": "sns_apns_arn",
            "sns_gcm_platform_application_arn": "sns_gcm_arn",
            "aws_access_key_id": "sns_access_key_set",
            "aws_secret_access_key": "sns_secret_key_set",
        },
    ),
}
_FILES = {
    "guardianPolicies": "guardian/policies.json",
    "guardianPhoneFactorMessageTypes": "guardian/phoneFactorMessageTypes.json",
    "guardianPhoneFactorSelectedProvider": "guardian/phoneFactorSelectedProvider.json",
    "riskAssessment": "risk-assessment/settings.json",
    "tenant": "tenant.json",
}
_FOLDERS = {
    "guardianFactors": "guardian/factors",
    "guardianFactorProviders": "guardian/providers",
    "guardianFactorTemplates": "guardian/templates",
}


def from_yaml(name: str, text: str) -> Baseline:
    """Return the baseline in the text of a tenant.yaml. Raises `BadBaselineError`."""
    import yaml

    from mfa_tui.features.drift.service.yaml_parts import top_level

    try:
        assets = _parsed(text, lambda text: top_level(text, _is_ours, _DEEPEST))
    except yaml.MarkedYAMLError as error:
        where = f" in line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise BadBaselineError(
            f"{name} is not YAML: {clean(error.problem or 'it cannot be read', 120)}{where}"
        ) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise BadBaselineError(f"{name} is not YAML that can be read: {clean(str(error), 120)}") from None
    return _baseline(name, assets)


def from_folder(folder: Path) -> Baseline:
    """Return the baseline in a folder that the Deploy CLI exported to. Raises `BadBaselineError`."""
    name = clean(str(folder), 200)
    if not (folder / "guardian").is_dir():
        raise BadBaselineError(f"{name} is no export of the Deploy CLI with MFA: there is no folder guardian in it")
    assets: dict[str, object] = {}
    for asset, file in _FILES.items():
        if (folder / file).exists():
            assets[asset] = _json_of(folder, folder / file)
    for asset, place in _FOLDERS.items():
        if (folder / place).is_dir():
            files = sorted((folder / place).glob("*.json"))
            if len(files) > _MOST_FILES:
                raise BadBaselineError(f"{name}: {place} has more than {_MOST_FILES} files")
            assets[asset] = [_json_of(folder, file) for file in files]
    return _baseline(name, assets)


def _json_of(folder: Path, file: Path) -> Any:
    name = clean(str(file), 200)
    real = file.resolve()
    if not real.is_relative_to(folder.resolve()):
        raise BadBaselineError(f"{name} leads out of the folder; it is not read")
    if not real.is_file():
        raise BadBaselineError(f"{name} is no regular file")
    try:
        return _parsed(text_of(real, name), json.loads)
    except (ValueError, RecursionError) as error:
        if isinstance(error, BadBaselineError):
            raise
        where = f" in line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise BadBaselineError(f"{name} is not JSON{where}") from None


def _parsed(text: str, parse: Callable[[str], T]) -> T:
    """Return what `parse` makes of the text; where it fails, with the bare markers of arrays as texts."""
    try:
        return parse(text)
    except Exception:
        quoted = _BARE_ARRAY_MARKER.sub(lambda found: f'"{found[0]}"', text)
        if quoted == text:
            raise
        return parse(quoted)


def _is_ours(asset: object) -> bool:
    """Tell whether an asset is about MFA, also a misspelt one or one that the Deploy CLI has since got."""
    return isinstance(asset, str) and (asset in _TAKEN or asset.startswith("guardian"))


def _baseline(name: str, assets: Mapping[str, object]) -> Baseline:
    reading = _Reading(name)
    for asset in assets.keys() - _TAKEN.keys():
        reading.warn(f"{clean(asset, 80)} is not known, and not compared")
    for asset, take in _TAKEN.items():
        content = assets.get(asset)
        if content is None:
            continue
        if isinstance(content, str) and _MARKER.search(content):
            reading.skipped(asset)
        else:
            take(reading, content)
    if not reading.values:
        raise BadBaselineError(
            f"{name} says nothing about MFA that can be compared: guardianFactors, guardianPolicies and the like are "
            "not in it, or are keywords"
        )
    return Baseline(name, reading.values, (*reading.warnings, *doubts(reading.values)))


class _Reading:
    """The values found so far, and what is not compared."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.values: dict[str, Value] = {}
        self.warnings: list[str] = []

    def warn(self, words: str) -> None:
        """Note what is not compared."""
        self.warnings.append(f"{self.name}: {words}")

    def skipped(self, what: str) -> None:
        """Note that something holds a keyword marker."""
        self.warn(f"{clean(what, 80)} is a keyword of the Deploy CLI, which is not compared")

    def factors(self, content: object) -> None:
        """Take which factors are on."""
        for factor in self._objects("guardianFactors", content, "name"):
            if factor.get("enabled") is None:
                self.warn(f"factor {clean(factor['name'], 40)} has no enabled, and is not compared")
            self._take(f"factors.{factor['name']}", factor.get("enabled"))

    def policy(self, content: object) -> None:
        """Take the policy."""
        found = self._object("guardianPolicies", content)
        if found and found.get("policies") is None:
            self.warn("guardianPolicies has no policies, and is not compared")
        self._take(POLICY_KEY, found.get("policies"))

    def message_types(self, content: object) -> None:
        """Take how phone messages go."""
        types = self._object("guardianPhoneFactorMessageTypes", content).get("message_types")
        self._take("phone.message_types", types)

    def phone_provider(self, content: object) -> None:
        """Take who delivers phone messages."""
        provider = self._object("guardianPhoneFactorSelectedProvider", content).get("provider")
        self._take("phone.provider", provider)

    def providers(self, content: object) -> None:
        """Take the providers; of credentials only whether they are there."""
        for provider in self._objects("guardianFactorProviders", content, "name", "provider"):
            # The Deploy CLI writes Twilio under sms, its older name, or phone: both are the same.
            which = str(provider["name"]).replace("sms", "phone"), str(provider["provider"])
            if which not in _PROVIDERS:
                self.warn(f"provider {clean(which[1], 40)} is not compared")
                continue
            section, fields = _PROVIDERS[which]
            for field, member in fields.items():
                if field in provider:
                    self._take(f"{section}.{member}", provider[field])

    def templates(self, content: object) -> None:
        """Take the texts of phone messages."""
        for template in self._objects("guardianFactorTemplates", content, "name"):
            for member in ("enrollment_message", "verification_message"):
                if member in template:
                    self._take(f"phone.{member}", template[member])

    def risk(self, content: object) -> None:
        """Take the risk assessment; 0 days is how the Deploy CLI writes that there was no answer."""
        risk = self._object("riskAssessment", content)
        self._take("risk-assessment.enabled", self._object("settings", risk.get("settings", {})).get("enabled"))
        days = self._object("new_device", risk.get("new_device", {})).get("remember_for")
        if days != 0:
            self._take("risk-assessment.new_device_days", days)

    def tenant(self, content: object) -> None:
        """Take the settings of the tenant that concern MFA."""
        tenant = self._object("tenant", content)
        flags = self._object("tenant.flags", tenant.get("flags", {}))
        for flag in FLAGS:
            self._take(f"tenant.{flag}", tenant.get(flag, flags.get(flag)))

    def _take(self, key: str, value: object) -> None:
        if key in WITHHELD:
            self.warn(f"{key} is not compared: {WITHHELD[key]}")
            return
        if value is None and not key.startswith(("phone.twilio", "push-notification.")):
            return
        texts: Iterator[object] = iter(value if isinstance(value, list) else [value])
        if any(isinstance(text, str) and _MARKER.search(text) for text in texts):
            self.skipped(key)
            return
        if key.endswith("_set"):
            value = bool(value)
        taken = checked(self.name, key, "" if value is None else value)
        if self.values.setdefault(key, taken) != taken:
            self.warn(f"{clean(key, 80)} is in it twice; the first one is compared")

    def _object(self, what: str, content: object) -> Mapping[str, Any]:
        if not isinstance(content, dict):
            raise BadBaselineError(f"{self.name}: {what} must be an object")
        return content

    def _objects(self, what: str, content: object, *required: str) -> Iterator[Mapping[str, Any]]:
        if not isinstance(content, list) or len(content) > _MOST_FILES:
            raise BadBaselineError(f"{self.name}: {what} must be a list of at most {_MOST_FILES} objects")
        for item in content:
            named = self._object(f"each of {what}", item)
            if not all(isinstance(named.get(name), str) for name in required):
                raise BadBaselineError(f"{self.name}: each of {what} must have {' and '.join(required)}, as texts")
            yield named


_TAKEN: Mapping[str, Callable[[_Reading, object], None]] = {
    "guardianFactors": _Reading.factors,
    "guardianPolicies": _Reading.policy,
    "guardianPhoneFactorMessageTypes": _Reading.message_types,
    "guardianPhoneFactorSelectedProvider": _Reading.phone_provider,
    "guardianFactorProviders": _Reading.providers,
    "guardianFactorTemplates": _Reading.templates,
    "riskAssessment": _Reading.risk,
    "tenant": _Reading.tenant,
}
"""What is taken from an export, by its names there."""
