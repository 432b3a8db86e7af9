"""A tenant from environment variables, under the names that the Auth0 CLI, Deploy CLI and Terraform use."""

from collections.abc import Mapping

from mfa_tui.tenants.address import NotAHost, located
from mfa_tui.tenants.profile import Algorithm, Authentication, Label, TenantProfile

DOMAIN, CLIENT_ID, SECRET = "AUTH0_DOMAIN", "AUTH0_CLIENT_ID", "AUTH0_CLIENT_SECRET"
TOKENS = ("AUTH0_API_TOKEN", "AUTH0_ACCESS_TOKEN")
KEYS = ("AUTH0_CLIENT_ASSERTION_PRIVATE_KEY", "AUTH0_CLIENT_SIGNING_KEY_PATH")
ALGORITHMS = ("AUTH0_CLIENT_ASSERTION_SIGNING_ALG", "AUTH0_CLIENT_SIGNING_ALGORITHM")
PEM = "-----BEGIN"


class EnvironmentProblem(ValueError):
    """The environment does not describe a tenant; the message says what to set."""


def names_tenant(environment: Mapping[str, str]) -> bool:
    """Tell whether the environment is meant to name the tenant; then nothing saved is used in its place."""
    return bool(environment.get(DOMAIN, "").strip()) or environment.get("AUTH0_CLI_AUTH_MODE", "").strip() == "env"


def profile_from(environment: Mapping[str, str]) -> TenantProfile:
    """Return the tenant that the environment describes.

    Raises `EnvironmentProblem` where a variable is missing or wrong, or two contradict each other. Secrets are
    looked for, not read.
    """
    domain = environment.get(DOMAIN, "").strip()
    if not domain:
        raise EnvironmentProblem(
            "No tenant: set AUTH0_DOMAIN (for example acme.eu.auth0.com) with AUTH0_CLIENT_ID and "
            "AUTH0_CLIENT_SECRET, or with AUTH0_API_TOKEN. Or try the demo tenant: mfa-tui --demo"
        )
    try:
        address = located(domain, DOMAIN)
    except NotAHost as problem:
        raise EnvironmentProblem(str(problem)) from None
    way = _way(environment, address.host)
    client_id = environment.get(CLIENT_ID, "").strip()
    key = private_key(environment)
    return TenantProfile(
        name=address.host if address.loopback else address.host.split(".")[0],
        domain=address.host,
        base_url=address.base_url,
        label=_label(environment.get("MFA_TUI_LABEL", ""), address.loopback),
        client_id="" if way is Authentication.ACCESS_TOKEN else client_id,
        audience=environment.get("AUTH0_AUDIENCE", "").strip() or address.audience,
        authentication=way,
        key_file="" if PEM in key else key,
        algorithm=algorithm(environment),
    )


def static_token(environment: Mapping[str, str]) -> str:
    """Return the access token that the environment holds, or an empty string."""
    name, token = _one_of(environment, TOKENS)
    if token and not is_token(token):
        raise EnvironmentProblem(f"{name} does not hold a token: it has spaces or characters that no token has")
    return token


def secret_for(profile: TenantProfile, environment: Mapping[str, str]) -> str:
    """Return the client secret or access token that the environment holds for a profile, or an empty string.

    Raises `EnvironmentProblem` where it is another tenant's or application's: a secret is not sent where it is not
    meant to go.
    """
    token = profile.authentication is Authentication.ACCESS_TOKEN
    secret = static_token(environment) if token else environment.get(SECRET, "")
    domain, client_id = environment.get(DOMAIN, "").strip(), environment.get(CLIENT_ID, "").strip()
    try:
        elsewhere = bool(domain) and located(domain, DOMAIN).host != profile.domain
    except NotAHost as problem:
        raise EnvironmentProblem(str(problem)) from None
    other = bool(client_id and profile.client_id) and client_id != profile.client_id
    if secret and (elsewhere or other):
        name = DOMAIN if elsewhere else CLIENT_ID
        raise EnvironmentProblem(
            f"{name} is not the one of {profile.name}, and its secret is not sent there. Unset both"
        )
    return secret


def is_token(text: str) -> bool:
    """Tell whether a text can stand in an Authorization header as a token (RFC 6750 section 2.1)."""
    return bool(text) and text.isascii() and text.isprintable() and " " not in text


def private_key(environment: Mapping[str, str]) -> str:
    """Return the private key as PEM, or the path of the file that holds it, or an empty string."""
    key = _one_of(environment, KEYS)[1]
    # Many CI systems keep a variable on one line.
    return key.replace("\\n", "\n") if PEM in key else key


def algorithm(environment: Mapping[str, str]) -> Algorithm:
    """Return what client assertions are signed with; RS256 where nothing is said."""
    name, value = _one_of(environment, ALGORITHMS)
    try:
        return Algorithm(value or Algorithm.RS256)
    except ValueError:
        raise EnvironmentProblem(f"{name} is one of {', '.join(Algorithm)}") from None


def _way(environment: Mapping[str, str], host: str) -> Authentication:
    """Return how the environment signs in; exactly one way, or none of them can be meant."""
    ways = {
        Authentication.ACCESS_TOKEN: (static_token(environment), " or ".join(TOKENS)),
        Authentication.PRIVATE_KEY_JWT: (private_key(environment), " or ".join(KEYS)),
        Authentication.CLIENT_SECRET: (environment.get(SECRET), SECRET),
    }
    found = [(way, names) for way, (value, names) in ways.items() if value]
    if len(found) > 1:
        raise EnvironmentProblem(
            f"There are {len(found)} ways to sign in: {'; and '.join(names for _, names in found)}. Unset all but one"
        )
    if not found or (found[0][0] is not Authentication.ACCESS_TOKEN and not environment.get(CLIENT_ID, "").strip()):
        raise EnvironmentProblem(
            f"No credentials for {host}: set AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET (or {KEYS[1]}) of a "
            "machine-to-machine application, or AUTH0_API_TOKEN"
        )
    return found[0][0]


def _one_of(environment: Mapping[str, str], names: tuple[str, ...]) -> tuple[str, str]:
    """Return the name and the value of a variable with several spellings; empty where none is set."""
    found = [(name, value) for name in names if (value := environment.get(name, "").strip())]
    if len({value for _, value in found}) > 1:
        raise EnvironmentProblem(f"{' and '.join(names)} mean the same and differ. Unset one of them")
    return found[0] if found else (names[0], "")


def _label(text: str, loopback: bool) -> Label:
    if not text.strip():
        return Label.DEV if loopback else Label.NONE
    try:
        return Label(text.strip().lower())
    except ValueError:
        raise EnvironmentProblem("MFA_TUI_LABEL is one of dev, staging and production") from None
