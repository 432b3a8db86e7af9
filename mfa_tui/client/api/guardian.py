"""The settings of the factors: everything below `guardian` beside the factors and the policy themselves.

Auth0 sends some credentials in clear (Duo's secret key, Twilio's token). They become "set" or "not set" here, while the
answer is read, and nothing above this module can hold them. Reading them leaves a `mgmt_api_read` event in the
tenant's log. Fields may be missing or null where nothing was set up: that is empty, false or not set.
"""

import time
from dataclasses import dataclass
from typing import Annotated

from pydantic import BeforeValidator, Field, TypeAdapter

from mfa_tui.client import wire
from mfa_tui.client.api.caller import Caller


def _empty(value: object) -> object:
    return "" if value is None else value


def _is_set(value: object) -> bool:
    if value is None or isinstance(value, str):
        return bool(value)
    raise ValueError("it is no text")


Text = Annotated[str, BeforeValidator(_empty)]
IsSet = Annotated[bool, BeforeValidator(_is_set)]


@dataclass(frozen=True)
class MessageTypes:
    """How the phone factor sends codes: `sms`, `voice` or both."""

    message_types: tuple[str, ...] = ()


@dataclass(frozen=True)
class SelectedProvider:
    """Who delivers: of phone messages `auth0`, `twilio`, `phone-message-hook`; of push `guardian`, `sns`, `direct`."""

    provider: str


@dataclass(frozen=True)
class Twilio:
    """The Twilio account that phone messages go through, without its credentials."""

    twilio_from: Annotated[Text, Field(alias="from")] = ""
    twilio_messaging_service_sid: Annotated[Text, Field(alias="messaging_service_sid")] = ""
    twilio_sid_set: Annotated[IsSet, Field(alias="sid")] = False
    twilio_auth_token_set: Annotated[IsSet, Field(alias="auth_token")] = False


@dataclass(frozen=True)
class Templates:
    """The texts of phone messages; empty where Auth0's own are in use."""

    enrollment_message: str = ""
    verification_message: str = ""


@dataclass(frozen=True)
class OtpSettings:
    """The codes of the phone or email factor: 4 to 10 digits, good for `otp_expiration_time` seconds."""

    otp_length: int
    otp_expiration_time: int


@dataclass(frozen=True)
class Apns:
    """Push through Apple's service, for an app of the tenant's own."""

    apns_enabled: Annotated[bool, Field(alias="enabled")] = False
    apns_sandbox: Annotated[bool, Field(alias="sandbox")] = False
    apns_bundle_id: Annotated[Text, Field(alias="bundle_id")] = ""


@dataclass(frozen=True)
class Sns:
    """Push through Amazon SNS, without its credentials; all empty where nothing is configured.

    Auth0 never returns the secret access key, so whether it is set is unknown.
    """

    sns_region: Annotated[Text, Field(alias="aws_region")] = ""
    sns_apns_arn: Annotated[Text, Field(alias="sns_apns_platform_application_arn")] = ""
    sns_gcm_arn: Annotated[Text, Field(alias="sns_gcm_platform_application_arn")] = ""
    sns_access_key_set: Annotated[IsSet, Field(alias="aws_access_key_id")] = False


@dataclass(frozen=True)
class Duo:
    """The Duo account that answers, without its keys."""

    host: Text = ""
    ikey_set: Annotated[IsSet, Field(alias="ikey")] = False
    skey_set: Annotated[IsSet, Field(alias="skey")] = False


@dataclass(frozen=True)
class WebauthnPlatform:
    """Device biometrics: whose credentials they are. An empty id is the tenant's own domain."""

    override_relying_party: Annotated[bool, Field(alias="overrideRelyingParty")] = False
    relying_party: Annotated[Text, Field(alias="relyingPartyIdentifier")] = ""


@dataclass(frozen=True)
class WebauthnRoaming(WebauthnPlatform):
    """Security keys: the same, and whether they ask for a PIN: `discouraged`, `preferred` or `required`."""

    user_verification: Annotated[Text, Field(alias="userVerification")] = ""


@dataclass(frozen=True)
class RememberBrowser:
    """Whether a login can skip MFA on a browser that is known, and for how many seconds."""

    display_checkbox: Annotated[bool, Field(alias="display_remember_me_checkbox")]
    checked_by_default: Annotated[bool, Field(alias="remember_me_default_value")]
    inactivity_timeout: Annotated[int, Field(alias="mfa_session_inactivity_timeout")]
    overall_timeout: Annotated[int, Field(alias="mfa_session_overall_timeout")]


_MESSAGE_TYPES = TypeAdapter(MessageTypes)
_PROVIDER = TypeAdapter(SelectedProvider)
_TWILIO = TypeAdapter(Twilio)
_TEMPLATES = TypeAdapter(Templates)
_OTP = TypeAdapter(OtpSettings)
_APNS = TypeAdapter(Apns)
_SNS = TypeAdapter(Sns)
_DUO = TypeAdapter(Duo)
_ROAMING = TypeAdapter(WebauthnRoaming)
_PLATFORM = TypeAdapter(WebauthnPlatform)
_REMEMBER = TypeAdapter(RememberBrowser)

_PHONE = "guardian/factors/phone"
_PUSH = "guardian/factors/push-notification"


class GuardianClient(Caller):
    """The endpoints about how factors are set up; all need read:guardian_factors if nothing else is said."""

    async def message_types(self) -> MessageTypes:
        """GET guardian/factors/phone/message-types."""
        return await self._call("GET", f"{_PHONE}/message-types", _MESSAGE_TYPES)

    async def phone_provider(self) -> SelectedProvider:
        """GET guardian/factors/phone/selected-provider; refused (403) by tenants with the unified phone experience."""
        return await self._call("GET", f"{_PHONE}/selected-provider", _PROVIDER)

    async def twilio(self) -> Twilio:
        """GET guardian/factors/phone/providers/twilio; refused as `phone_provider` is."""
        return await self._call("GET", f"{_PHONE}/providers/twilio", _TWILIO)

    async def phone_templates(self) -> Templates:
        """GET guardian/factors/phone/templates; refused as `phone_provider` is. 204 is a tenant that never set any."""
        response = await self._send("GET", f"{_PHONE}/templates")
        if response.status_code == 204:
            return Templates()
        return wire.decode(response.status_code, response.headers, response.content, _TEMPLATES, time.time())

    async def phone_codes(self) -> OtpSettings:
        """GET guardian/factors/phone/settings, which only newer tenants have; not in Auth0's OpenAPI document."""
        return await self._call("GET", f"{_PHONE}/settings", _OTP)

    async def email_codes(self) -> OtpSettings:
        """GET guardian/factors/email/settings, as `phone_codes`."""
        return await self._call("GET", "guardian/factors/email/settings", _OTP)

    async def push_provider(self) -> SelectedProvider:
        """GET guardian/factors/push-notification/selected-provider."""
        return await self._call("GET", f"{_PUSH}/selected-provider", _PROVIDER)

    async def apns(self) -> Apns:
        """GET guardian/factors/push-notification/providers/apns."""
        return await self._call("GET", f"{_PUSH}/providers/apns", _APNS)

    async def sns(self) -> Sns:
        """GET guardian/factors/push-notification/providers/sns."""
        return await self._call("GET", f"{_PUSH}/providers/sns", _SNS)

    async def duo(self) -> Duo:
        """GET guardian/factors/duo/settings."""
        return await self._call("GET", "guardian/factors/duo/settings", _DUO)

    async def webauthn_roaming(self) -> WebauthnRoaming:
        """GET guardian/factors/webauthn-roaming/settings; recorded, not in Auth0's OpenAPI document."""
        return await self._call("GET", "guardian/factors/webauthn-roaming/settings", _ROAMING)

    async def webauthn_platform(self) -> WebauthnPlatform:
        """GET guardian/factors/webauthn-platform/settings, as `webauthn_roaming`."""
        return await self._call("GET", "guardian/factors/webauthn-platform/settings", _PLATFORM)

    async def remember_browser(self) -> RememberBrowser:
        """GET guardian/settings (read:tenant_settings), which only newer tenants have; not in the OpenAPI document."""
        return await self._call("GET", "guardian/settings", _REMEMBER)
