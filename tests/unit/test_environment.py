"""A tenant from the environment: the names of three tools, and the bare-host rule."""

import pytest

from mfa_tui.tenants.environment import EnvironmentProblem, private_key, profile_from, static_token
from mfa_tui.tenants.profile import Authentication, Label

SECRET = {"AUTH0_CLIENT_ID": "my-m2m", "AUTH0_CLIENT_SECRET": "s3cret"}


def test_a_domain_with_client_id_and_secret_is_a_tenant() -> None:
    profile = profile_from({"AUTH0_DOMAIN": "acme-prod.eu.auth0.com", **SECRET})
    assert profile.base_url == "https://acme-prod.eu.auth0.com"
    assert profile.audience == "https://acme-prod.eu.auth0.com/api/v2/"
    assert (profile.name, profile.client_id, profile.label) == ("acme-prod", "my-m2m", Label.NONE)


@pytest.mark.parametrize("name", ["AUTH0_API_TOKEN", "AUTH0_ACCESS_TOKEN"])
def test_a_token_under_either_name_is_enough(name: str) -> None:
    environment = {"AUTH0_DOMAIN": "acme.us.auth0.com", name: " eyJ.x.y\n"}
    assert profile_from(environment).client_id == ""
    assert static_token(environment) == "eyJ.x.y"


def test_a_custom_domain_names_its_audience() -> None:
    audience = "https://acme.eu.auth0.com/api/v2/"
    assert profile_from({"AUTH0_DOMAIN": "login.acme.com", "AUTH0_AUDIENCE": audience, **SECRET}).audience == audience


@pytest.mark.parametrize(
    ("domain", "base_url"),
    [
        ("http://127.0.0.1:8089", "http://127.0.0.1:8089"),
        ("http://127.0.0.1:8089/", "http://127.0.0.1:8089"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("http://[::1]:8089", "http://[::1]:8089"),
    ],
)
def test_a_loopback_address_may_be_plain_http_and_counts_as_dev(domain: str, base_url: str) -> None:
    profile = profile_from({"AUTH0_DOMAIN": domain, **SECRET})
    assert (profile.base_url, profile.label) == (base_url, Label.DEV)


@pytest.mark.parametrize(
    "domain",
    [
        "https://acme.eu.auth0.com",
        "http://acme.eu.auth0.com",
        "acme.eu.auth0.com/",
        "acme.eu.auth0.com:443",
        "tenant@evil.example",
        "acme",
        "acme..com",
        "\u212a.auth0.com",  # The Kelvin sign: a K for whoever ignores case.
        "acme.auth0.co\u017f",
        "-acme.com",
        "a b.com",
        "http://127.0.0.1@evil.example",
        "http://127.0.0.1:8089/api",
        "http://user@127.0.0.1",
        "http://127.0.0.1:99999",
        "http://127.0.0.1.evil.example",
        "10.0.0.1",
        "acme.com\nevil.com",
        "аcme.com",
    ],
)
def test_anything_but_a_bare_host_is_refused_with_what_to_write(domain: str) -> None:
    with pytest.raises(EnvironmentProblem, match="bare host"):
        profile_from({"AUTH0_DOMAIN": domain, **SECRET})


def test_what_is_missing_is_named() -> None:
    with pytest.raises(EnvironmentProblem, match="AUTH0_DOMAIN"):
        profile_from({})
    with pytest.raises(EnvironmentProblem, match="AUTH0_CLIENT_SECRET"):
        profile_from({"AUTH0_DOMAIN": "acme.eu.auth0.com", "AUTH0_CLIENT_ID": "x"})
    with pytest.raises(EnvironmentProblem, match="does not hold a token"):
        profile_from({"AUTH0_DOMAIN": "acme.eu.auth0.com", "AUTH0_API_TOKEN": "two words"})


def test_the_label_is_taken_from_the_environment() -> None:
    where = {"AUTH0_DOMAIN": "acme.eu.auth0.com", **SECRET}
    assert profile_from({**where, "MFA_TUI_LABEL": "Production"}).label is Label.PRODUCTION
    assert profile_from({**where, "MFA_TUI_LABEL": "staging"}).label is Label.STAGING
    with pytest.raises(EnvironmentProblem, match="MFA_TUI_LABEL"):
        profile_from({**where, "MFA_TUI_LABEL": "prod!"})


def test_what_may_be_production_is_treated_with_care() -> None:
    assert [label for label in Label if label.careful] == [Label.PRODUCTION, Label.NONE]


KEY = {"AUTH0_CLIENT_ID": "my-m2m", "AUTH0_CLIENT_SIGNING_KEY_PATH": "/keys/prod.pem"}
TENANT = {"AUTH0_DOMAIN": "acme.eu.auth0.com"}


def test_a_private_key_comes_as_a_path_or_as_pem_under_the_names_of_two_tools() -> None:
    for names in (
        ("AUTH0_CLIENT_SIGNING_KEY_PATH", "AUTH0_CLIENT_SIGNING_ALGORITHM"),
        ("AUTH0_CLIENT_ASSERTION_PRIVATE_KEY", "AUTH0_CLIENT_ASSERTION_SIGNING_ALG"),
    ):
        told = {**TENANT, "AUTH0_CLIENT_ID": "my-m2m", names[1]: "PS256"}
        profile = profile_from({**told, names[0]: "/keys/prod.pem"})
        assert (profile.authentication, profile.key_file) == (Authentication.PRIVATE_KEY_JWT, "/keys/prod.pem")
        assert (profile.algorithm, profile.client_id) == ("PS256", "my-m2m")
        profile = profile_from({**told, names[0]: "-----BEGIN PRIVATE KEY-----\\nMII"})
        assert profile.key_file == "", "the key itself is no path, and must not be shown as one"
    assert private_key({"AUTH0_CLIENT_SIGNING_KEY_PATH": "-----BEGIN X-----\\nMII"}) == "-----BEGIN X-----\nMII"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (
            {**SECRET, "AUTH0_API_TOKEN": "eyJ.x.y"},
            "2 ways to sign in: AUTH0_API_TOKEN or AUTH0_ACCESS_TOKEN; and AUTH0",
        ),
        ({**SECRET, **KEY}, "2 ways to sign in"),
        ({**SECRET, **KEY, "AUTH0_API_TOKEN": "eyJ.x.y"}, "3 ways to sign in"),
        ({"AUTH0_API_TOKEN": "a", "AUTH0_ACCESS_TOKEN": "b"}, "AUTH0_API_TOKEN and AUTH0_ACCESS_TOKEN mean the same"),
        ({**KEY, "AUTH0_CLIENT_ASSERTION_PRIVATE_KEY": "/other.pem"}, "mean the same and differ. Unset one"),
        (
            {**KEY, "AUTH0_CLIENT_SIGNING_ALGORITHM": "RS256", "AUTH0_CLIENT_ASSERTION_SIGNING_ALG": "PS256"},
            "mean the same and differ",
        ),
        ({**KEY, "AUTH0_CLIENT_SIGNING_ALGORITHM": "HS256"}, "AUTH0_CLIENT_SIGNING_ALGORITHM is one of RS256, RS384"),
        ({"AUTH0_CLIENT_SIGNING_KEY_PATH": "/keys/prod.pem"}, "set AUTH0_CLIENT_ID"),
    ],
)
def test_variables_that_contradict_each_other_are_an_error(more: dict[str, str], words: str) -> None:
    with pytest.raises(EnvironmentProblem) as caught:
        profile_from({**TENANT, **more})
    assert words in str(caught.value)
    assert "s3cret" not in str(caught.value)


def test_the_same_under_both_names_is_no_conflict() -> None:
    assert static_token({"AUTH0_API_TOKEN": "eyJ.x.y", "AUTH0_ACCESS_TOKEN": "eyJ.x.y"}) == "eyJ.x.y"
