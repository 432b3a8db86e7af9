"""What users can prove themselves with: authentication methods, Guardian enrollments, tickets, recovery codes."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import PlainValidator, SecretStr, TypeAdapter

from mfa_tui.client.api.caller import Caller, segment
from mfa_tui.client.api.entries import Listed
from mfa_tui.client.api.pages import PER_PAGE, all_pages, readable
from mfa_tui.domain.entries import Entries
from mfa_tui.domain.user.enrollment import Ticket
from mfa_tui.domain.user.methods import AuthenticationMethod, Enrollment, parse_enrollment, parse_method

_Method = Annotated[AuthenticationMethod, PlainValidator(parse_method)]
_Enrollment = Annotated[Enrollment, PlainValidator(parse_enrollment)]


@dataclass(frozen=True)
class _MethodsPage:
    authenticators: Listed[_Method]


@dataclass(frozen=True)
class _RecoveryCode:
    recovery_code: SecretStr


_METHOD = TypeAdapter(_Method)
_METHODS_PAGE = TypeAdapter(_MethodsPage)
_ENROLLMENT = TypeAdapter(_Enrollment)
_ENROLLMENTS = TypeAdapter(Listed[_Enrollment])
_TICKET = TypeAdapter(Ticket)
_RECOVERY_CODE = TypeAdapter(_RecoveryCode)


def user_path(user_id: str, *rest: str) -> str:
    """Return the path of something of a user. Ids hold `|`, and some of them anything."""
    return "/".join(["users", *(segment(part) for part in (user_id, *rest))])


class UserMethodsClient(Caller):
    """The endpoints about what a user is enrolled with."""

    async def authentication_methods(self, user_id: str) -> Entries[AuthenticationMethod]:
        """GET users/{id}/authentication-methods (read:authentication_methods), all pages, finished or not."""

        async def fetch(page: int) -> Entries[AuthenticationMethod]:
            params: dict[str, str | int] = {"page": page, "per_page": PER_PAGE, "include_totals": "true"}
            path = user_path(user_id, "authentication-methods")
            return (await self._call("GET", path, _METHODS_PAGE, params=params)).authenticators

        return await all_pages(fetch)

    async def get_authentication_method(self, user_id: str, method_id: str) -> AuthenticationMethod:
        """GET users/{id}/authentication-methods/{method_id} (read:authentication_methods)."""
        return await self._call("GET", user_path(user_id, "authentication-methods", method_id), _METHOD)

    async def create_phone(
        self, user_id: str, phone_number: str, name: str = "", preferred: str = "sms"
    ) -> AuthenticationMethod:
        """POST a phone (create:authentication_methods), confirmed at once.

        `preferred` is sms or voice. 403 where the user has as many as there may be, 409 where they have this one.
        """
        details = {"phone_number": phone_number, "preferred_authentication_method": preferred}
        return await self._create(user_id, "phone", name, details)

    async def create_email(self, user_id: str, email: str, name: str = "") -> AuthenticationMethod:
        """POST an e-mail address for codes (create:authentication_methods), confirmed at once; 403 and 409 as above."""
        return await self._create(user_id, "email", name, {"email": email})

    async def create_totp(self, user_id: str, secret: SecretStr, name: str = "") -> AuthenticationMethod:
        """POST an authenticator app with its secret in base32 (create:authentication_methods), confirmed at once."""
        return await self._create(user_id, "totp", name, {"totp_secret": secret.get_secret_value()})

    async def _create(self, user_id: str, type_: str, name: str, details: dict[str, str]) -> AuthenticationMethod:
        body = {"type": type_, **({"name": name} if name else {}), **details}
        return await self._call("POST", user_path(user_id, "authentication-methods"), _METHOD, json=body)

    async def update_authentication_method(
        self, user_id: str, method_id: str, *, name: str | None = None, preferred: str | None = None
    ) -> AuthenticationMethod:
        """PATCH users/{id}/authentication-methods/{method_id} (update:authentication_methods); None stays as it is."""
        given = {"name": name, "preferred_authentication_method": preferred}
        body = {field: value for field, value in given.items() if value is not None}
        return await self._call("PATCH", user_path(user_id, "authentication-methods", method_id), _METHOD, json=body)

    async def delete_authentication_method(self, user_id: str, method_id: str) -> None:
        """DELETE users/{id}/authentication-methods/{method_id} (delete:authentication_methods).

        Methods that share its `link_id` go too.
        """
        await self._do("DELETE", user_path(user_id, "authentication-methods", method_id))

    async def delete_all_authentication_methods(self, user_id: str) -> None:
        """DELETE users/{id}/authentication-methods (delete:authentication_methods); cannot be undone.

        Also 204 for a user who is not there. Whether a passkey goes too is not documented: read back.
        """
        await self._do("DELETE", user_path(user_id, "authentication-methods"))

    async def delete_authenticators(self, user_id: str) -> None:
        """DELETE users/{id}/authenticators (delete:guardian_enrollments): OTP, e-mail, phone and push, no keys."""
        await self._do("DELETE", user_path(user_id, "authenticators"))

    async def delete_legacy_provider(self, user_id: str, provider: str) -> None:
        """DELETE users/{id}/multifactor/{provider} (update:users): one of `domain.users.LEGACY_PROVIDERS`."""
        await self._do("DELETE", user_path(user_id, "multifactor", provider))

    async def forget_browsers(self, user_id: str) -> None:
        """POST .../multifactor/actions/invalidate-remember-browser (update:users): all browsers ask for MFA again."""
        await self._do("POST", user_path(user_id, "multifactor", "actions", "invalidate-remember-browser"))

    async def regenerate_recovery_code(self, user_id: str) -> SecretStr:
        """POST users/{id}/recovery-code-regeneration (update:users): the new code, told only now. The old one dies."""
        answer = await self._call("POST", user_path(user_id, "recovery-code-regeneration"), _RECOVERY_CODE)
        return answer.recovery_code

    async def enrollments(self, user_id: str) -> Entries[Enrollment]:
        """GET users/{id}/enrollments (read:users): only the first one that the user confirmed."""
        return readable(await self._call("GET", user_path(user_id, "enrollments"), _ENROLLMENTS))

    async def get_guardian_enrollment(self, enrollment_id: str) -> Enrollment:
        """GET guardian/enrollments/{id} (read:guardian_enrollments), pending ones too; without type."""
        return await self._call("GET", f"guardian/enrollments/{segment(enrollment_id)}", _ENROLLMENT)

    async def delete_guardian_enrollment(self, enrollment_id: str) -> None:
        """DELETE guardian/enrollments/{id} (delete:guardian_enrollments): every method of that device."""
        await self._do("DELETE", f"guardian/enrollments/{segment(enrollment_id)}")

    async def create_ticket(
        self,
        user_id: str,
        *,
        factor: str = "",
        send_mail: bool = False,
        email: str = "",
        email_locale: str = "",
        allow_multiple: bool = False,
        custom_domain: str = "",
    ) -> Ticket:
        """POST guardian/enrollments/ticket (create:guardian_enrollment_tickets): a link that lets the user enroll.

        It works once, within 5 days. `factor` is a `FactorInfo.ticket`, empty lets the user choose. `email` replaces
        the profile's address. `custom_domain` is needed where the tenant has several. 400 with Duo, and where a
        factor cannot be enrolled by ticket.
        """
        body: dict[str, str | bool] = {"user_id": user_id, "send_mail": send_mail}
        body |= {
            key: text for key, text in (("factor", factor), ("email", email), ("email_locale", email_locale)) if text
        }
        if allow_multiple:
            body["allow_multiple_enrollments"] = True
        headers = {"auth0-custom-domain": custom_domain} if custom_domain else None
        return await self._call("POST", "guardian/enrollments/ticket", _TICKET, json=body, headers=headers)
