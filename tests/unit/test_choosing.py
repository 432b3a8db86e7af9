"""Which tenant is meant: the order, what is told, and conflicts that are errors."""

import json
from pathlib import Path

import pytest

from mfa_tui.features.connect.service.choosing import ChoiceProblem, Found, Origin, choose, look_around

SECRET = {"AUTH0_CLIENT_ID": "my-m2m", "AUTH0_CLIENT_SECRET": "s3cret"}
ENVIRONMENT = {"AUTH0_DOMAIN": "env.eu.auth0.com", **SECRET}
PROD = '[tenants.prod]\ndomain = "prod.eu.auth0.com"\nclient_id = "abc"\n'
DEV = '[tenants.dev]\ndomain = "dev.eu.auth0.com"\nclient_id = "def"\n'


class Machine:
    """A home folder with what is saved in it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.profiles = home / "tenants.toml"

    def save(self, text: str) -> None:
        self.profiles.write_text(text)

    def log_in_with_cli(self, *domains: str) -> None:
        file = self.home / ".config" / "auth0" / "config.json"
        file.parent.mkdir(parents=True)
        tenants = {domain: {"domain": domain, "client_id": ""} for domain in domains}
        file.write_text(json.dumps({"default_tenant": domains[0], "tenants": tenants}))

    def choose(self, name: str = "", **environment: str) -> Found:
        return choose(name, {"HOME": str(self.home), **environment}, self.profiles)

    def refuse(self, name: str = "", **environment: str) -> str:
        with pytest.raises(ChoiceProblem) as caught:
            self.choose(name, **environment)
        return str(caught.value)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_name_comes_first_and_needs_no_explanation(machine: Machine) -> None:
    machine.save(PROD + DEV)
    machine.log_in_with_cli("cli.eu.auth0.com")
    assert (machine.choose("dev").profile.domain, machine.choose("dev").why) == ("dev.eu.auth0.com", "")
    found = machine.choose("CLI.eu.auth0.com")
    assert (found.origin, found.profile.name) == (Origin.AUTH0_CLI, "cli")


def test_then_the_environment(machine: Machine) -> None:
    machine.save(PROD)
    found = machine.choose(**ENVIRONMENT)
    assert (found.origin, found.profile.domain, found.why) == (Origin.ENVIRONMENT, "env.eu.auth0.com", "")
    assert machine.choose("env.eu.auth0.com", **ENVIRONMENT).origin is Origin.ENVIRONMENT


def test_then_the_default_or_the_only_profile_and_it_is_told_which(machine: Machine) -> None:
    machine.save(PROD)
    assert (machine.choose().profile.name, machine.choose().why) == ("prod", "the only profile")
    machine.save('default = "dev"\n' + PROD + DEV)
    assert (machine.choose().profile.name, machine.choose().why) == ("dev", "the default profile")


def test_then_what_the_auth0_cli_uses(machine: Machine) -> None:
    machine.log_in_with_cli("cli.eu.auth0.com", "other.eu.auth0.com")
    found = machine.choose()
    assert (found.profile.domain, found.why) == ("cli.eu.auth0.com", "the tenant that the Auth0 CLI uses")


def test_of_several_profiles_none_is_guessed(machine: Machine) -> None:
    machine.save(PROD + DEV)
    machine.log_in_with_cli("cli.eu.auth0.com")
    assert "Choose with --tenant NAME, or set a default. There are: prod, dev" in machine.refuse()


def test_where_nothing_is_known_all_ways_are_told(machine: Machine) -> None:
    words = machine.refuse()
    for way in ("mfa-tui tenants add", "auth0 login", "AUTH0_DOMAIN", "mfa-tui --demo"):
        assert way in words


def test_an_unknown_name_lists_the_known_ones(machine: Machine) -> None:
    assert "None is known here" in machine.refuse("prod")
    machine.save(PROD)
    machine.log_in_with_cli("cli.eu.auth0.com")
    assert machine.refuse("pord") == "no tenant is called 'pord'. There are: prod, cli.eu.auth0.com"


def test_an_environment_that_contradicts_the_name_is_an_error(machine: Machine) -> None:
    machine.save(PROD)
    assert machine.refuse("prod", **ENVIRONMENT) == (
        "--tenant prod is prod.eu.auth0.com, but AUTH0_DOMAIN is env.eu.auth0.com. Unset one of them"
    )
    assert "another client id than AUTH0_CLIENT_ID" in machine.refuse("prod", **SECRET)
    same = {"AUTH0_DOMAIN": "Prod.eu.auth0.com", "AUTH0_CLIENT_ID": "abc"}
    assert machine.choose("prod", **same).origin is Origin.PROFILE


@pytest.mark.parametrize("environment", [{"AUTH0_DOMAIN": "env.eu.auth0.com"}, {"AUTH0_CLI_AUTH_MODE": "env"}])
def test_an_environment_that_is_incomplete_is_not_replaced_by_something_saved(
    environment: dict[str, str], machine: Machine
) -> None:
    machine.save(PROD)
    machine.log_in_with_cli("cli.eu.auth0.com")
    assert "set AUTH0_" in machine.refuse(**environment)


def test_a_domain_that_is_no_bare_host_is_refused_also_beside_a_name(machine: Machine) -> None:
    machine.save(PROD)
    assert "bare host" in machine.refuse("prod", AUTH0_DOMAIN="prod.eu.auth0.com@evil.example")


def test_a_broken_file_is_an_error_only_where_it_is_needed(machine: Machine) -> None:
    machine.save("[tenants.x")
    assert "this is not TOML" in machine.refuse()
    assert machine.choose(**ENVIRONMENT).profile.name == "env"


def test_everything_on_this_machine_is_found_and_troubles_hide_nothing_else(machine: Machine) -> None:
    machine.save('default = "dev"\n' + PROD + DEV)
    machine.log_in_with_cli("cli.eu.auth0.com")
    environment = {"HOME": str(machine.home), **ENVIRONMENT}
    survey = look_around(environment, machine.profiles)
    assert [found.profile.name for found in survey.found] == ["env", "prod", "dev", "cli"]
    assert (survey.default, survey.troubles) == ("dev", ())
    machine.save("[tenants.x")
    survey = look_around({**environment, "AUTH0_CLIENT_ID": ""}, machine.profiles)
    assert [found.origin for found in survey.found] == [Origin.AUTH0_CLI]
    assert len(survey.troubles) == 2


def test_one_unusable_profile_costs_itself_and_is_named(machine: Machine) -> None:
    bad = '[tenants.bad]\ndomain = "https://acme.com/x"\nclient_id = "a"\n'
    machine.save(PROD + bad)
    assert machine.choose("prod").profile.name == "prod"
    assert "domain is not a bare host" in machine.refuse("bad")
    assert "which tenant?" in machine.refuse()
    survey = look_around({"HOME": str(machine.home)}, machine.profiles)
    assert [found.profile.name for found in survey.found] == ["prod"]
    assert "domain is not a bare host" in survey.troubles[0]
    machine.save('default = "prod"\n' + PROD + bad)
    assert machine.choose().profile.name == "prod"
    machine.save('default = "bad"\n' + PROD + bad)
    assert "domain is not a bare host" in machine.refuse()
