"""Vectors of others, through the headless command: each gives the outcome that its file states."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from mfa_tui.cli.token import token as command
from tests.conftest import SHARED

VECTORS = SHARED / "tokens" / "vectors"
pytestmark = pytest.mark.skipif(not VECTORS.is_dir(), reason=f"no vectors of others in {VECTORS}")

# Wycheproof cases that are not scored as the source marks them.
WYCHEPROOF_ERRATA = {
    367: (True, "byte for byte the valid case 357, yet marked invalid"),
    370: (True, "byte for byte the valid case 357, yet marked invalid"),
    372: (False, 'marked valid with a "?" in the header segment, which RFC 7515 section 5.2 rejects'),
    373: (False, 'marked valid with a "?" in the payload segment, which RFC 7515 section 5.2 rejects'),
}
EXIT_OF_STATUS = {"verified": (0, 1, 3, 6), "invalid": (4,), "unsecured": (4,), "unverified": (3, 5)}


def read(name: str) -> dict[str, Any]:
    path = VECTORS / name
    if not path.is_file():
        return {"vectors": [], "testGroups": [], "strings": [], "environment": {}}
    value: dict[str, Any] = json.loads(path.read_text())
    return value


def cases(name: str, key: str = "vectors") -> list[Any]:
    return [
        pytest.param(case, id=str(case.get("id") or case.get("path") or case.get("tcId"))) for case in read(name)[key]
    ]


@pytest.fixture
def ask(tmp_path: Path) -> "Ask":
    return Ask(tmp_path)


class Ask:
    """The headless command with a paste on standard input and its keys in a file."""

    def __init__(self, tmp_path: Path) -> None:
        self._keys = tmp_path / "keys"

    def __call__(self, paste: str, keys: object = None, *options: str) -> dict[str, Any]:
        if keys is not None:
            self._keys.write_text(keys if isinstance(keys, str) else json.dumps(keys))
            options = (*options, "--jwks", str(self._keys))
        result = CliRunner().invoke(command, ["--json", *options], input=paste)
        assert result.exception is None or isinstance(result.exception, SystemExit)
        answer: dict[str, Any] = json.loads(result.stdout)
        assert answer["exit_code"] == result.exit_code
        return answer

    def one(self, paste: str, keys: object = None, *options: str) -> dict[str, Any]:
        (token,) = self(paste, keys, *options)["tokens"]
        assert isinstance(token, dict)
        return token


def wrapped(claims: dict[str, Any], typ: str = "JWT") -> str:
    parts = json.dumps({"alg": "HS256", "typ": typ}), json.dumps(claims)
    return ".".join([*(base64.urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in parts), "A" * 43])


def check(token: dict[str, Any], name: str) -> str:
    return next((str(check["status"]) for check in token["checks"] if check["id"] == name), "absent")


def oct_key(secret: str) -> dict[str, str]:
    return {"kty": "oct", "k": base64.urlsafe_b64encode(secret.encode()).decode().rstrip("=")}


def wycheproof() -> Iterator[Any]:
    for group in read("A_wycheproof_jws_basic.json")["testGroups"]:
        for case in group["tests"]:
            yield pytest.param(group.get("public") or group["private"], case, id=f"{case['tcId']}-{case['comment']}")


@pytest.mark.parametrize(("key", "case"), wycheproof())
def test_wycheproof_signatures_are_judged_as_marked(ask: Ask, key: object, case: dict[str, Any]) -> None:
    token = case.get("jws") or case.get("jwe") or ""
    answer = ask(token if isinstance(token, str) else json.dumps(token), key)
    valid, _ = WYCHEPROOF_ERRATA.get(case["tcId"], (case["result"] == "valid", ""))
    statuses = [found["signature"]["status"] for found in answer["tokens"]]
    assert (statuses == ["verified"]) is valid
    assert all(answer["exit_code"] in EXIT_OF_STATUS[status] for status in statuses)
    assert answer["exit_code"] != 0


@pytest.mark.parametrize("case", cases("A_rfc7515_rfc7519_examples.json"))
def test_the_examples_of_the_standards_hold(ask: Ask, case: dict[str, Any]) -> None:
    token = ask.one(case["token"], case["key"])
    expected = case["expected"]
    assert token["signature"]["status"] == {"valid": "verified"}.get(expected["signature"], "unsecured")
    assert token["header"]["alg"] == expected["alg"]
    if "claims" in expected:
        assert token["claims"] == expected["claims"]
        assert token["times"]["exp"]["utc"] == "2011-03-22 18:43:00Z"
        assert token["verdict"]["id"] == "EXPIRED"


@pytest.mark.parametrize("case", cases("A_jwtio_default_tokens.json"))
def test_the_default_tokens_of_jwt_io_are_verified_or_called_unsecured(ask: Ask, case: dict[str, Any]) -> None:
    key = case.get("public_key_pem") or (oct_key(case["secret"]) if "secret" in case else None)
    token = ask.one(case["token"], key)
    assert token["signature"]["status"] == {"valid": "verified"}.get(case["expected"]["signature"], "unsecured")
    assert (token["header"], token["claims"]) == (case["expected"]["header"], case["expected"]["claims"])


@pytest.mark.parametrize("case", cases("A_auth0_signed_m2m_token.json"))
def test_a_machine_token_of_a_real_tenant(ask: Ask, case: dict[str, Any]) -> None:
    token = ask.one(case["token"], case["jwks"])
    assert token["kind"] == "m2m"
    if case["expected"]["signature"].startswith("unverifiable"):
        assert (token["signature"]["status"], token["verdict"]["id"]) == ("unverified", "UNVERIFIED")
        assert "rotated" in token["signature"]["reason"]
        return
    assert (token["header"], token["claims"]) == (case["expected"]["header"], case["expected"]["claims"])
    assert (token["signature"]["status"], token["verdict"]["id"]) == ("verified", "EXPIRED")
    assert token["times"]["exp"]["utc"] == "2019-10-25 12:36:04Z"
    in_time = ask.one(case["token"], case["jwks"], "--now", str(case["expected"]["claims"]["iat"]))
    assert in_time["verdict"]["id"] == "NO_USER"


@pytest.mark.parametrize("case", cases("A_auth0_opaque_access_token_shape.json"))
def test_opaque_tokens_are_named_and_get_the_advice(ask: Ask, case: dict[str, Any]) -> None:
    token = ask.one(case["token"])
    assert (token["kind"], token["verdict"]["id"], token["claims"]) == ("opaque", "NOT_A_JWT", {})
    assert "audience=" in token["verdict"]["next_steps"][0]
    assert bool(token["header"]) is (case["expected"]["decodes"] == "header only")


@pytest.mark.parametrize("case", cases("A_amr_acr_shapes.json"))
def test_amr_as_found_in_the_wild_under_both_rules(ask: Ask, case: dict[str, Any]) -> None:
    token = ask.one(wrapped(case["claims"]))
    expected = case["expected"]
    assert (check(token, "mfa_auth0_rule") == "ok") is expected["auth0_rule"]
    by_rule = {True: "ok", False: "fail", "cannot tell": "unknown"}
    assert check(token, "mfa_combined_rule") == by_rule[expected["combined"]]
    if "phishing_resistant" in expected:
        resistant = any(method["phishing_resistant"] for method in token["amr"])
        assert resistant is expected["phishing_resistant"]
    if "warning" in expected:
        assert any(expected["warning"] in warning["text"] for warning in token["warnings"])
    if "acr" in case["claims"]:
        assert token["acr"]["value"] == case["claims"]["acr"]


KINDS = {"ID token": "id_token", "access token": "access_token"}


@pytest.mark.parametrize("case", cases("A_auth0_docs_samples.json"))
def test_the_samples_of_auth0s_documentation(ask: Ask, case: dict[str, Any]) -> None:
    if "input" in case:
        token = ask.one(case["input"])
        assert (token["header"], token["claims"]) == (case["header"], case["claims"])
        return
    if "claims" not in case:
        pytest.skip("not a token: a tenant log or a JWKS")
    expected = case["expected"]
    in_time = str(case["claims"]["iat"])
    token = ask.one(wrapped(case["claims"], case.get("header_typ", "JWT")), None, "--now", in_time)
    for start, kind in KINDS.items():
        if expected.get("kind", "").startswith(start):
            assert token["kind"] == kind
    for words in expected.get("warnings", []):
        start = words.split(" Auth0")[0]
        assert any(warning["text"].startswith(start) for warning in token["warnings"])
    says_yes = expected.get("mfa", "").startswith("yes")
    assert (check(token, "mfa_auth0_rule") == "ok") is says_yes
    assert ("Claims MFA" in token["verdict"]["headline"]) is says_yes


@pytest.mark.parametrize("case", cases("A_jwt_decode_cases.json"))
def test_the_cases_of_jwt_decode(ask: Ask, case: dict[str, Any]) -> None:
    token = ask.one(case.get("token") or case["input"])
    if case["expected"]["decodes"] is True:
        assert token["claims"] == case["claims"]
    elif case["expected"]["decodes"] is False:
        assert token["verdict"]["id"] == "NOT_A_JWT"
        assert "segment 1" in token["verdict"]["headline"]
        assert case["input"] not in json.dumps(token)
    else:
        assert "not UTF-8" in token["verdict"]["headline"]
        assert token["claims"]["name"] == "José"


@pytest.mark.parametrize("case", cases("A_paste_forms_jwtio.json"))
def test_the_paste_forms_of_jwt_io(ask: Ask, case: dict[str, Any]) -> None:
    tokens = ask(case["input"])["tokens"]
    if not case["expected_token"]:
        assert tokens == []
        return
    exact = ask.one(case["expected_token"])
    (found,) = tokens
    assert (found["header"], found["claims"]) == (exact["header"], exact["claims"])


@pytest.mark.parametrize("case", cases("A_jose_cookbook_some.json"))
def test_the_jose_cookbook(ask: Ask, case: dict[str, Any]) -> None:
    data = case["data"]
    if "output" not in data:
        pytest.skip("a key alone")
    for form in ("json", "json_flat"):
        if form in data["output"]:
            token = ask.one(json.dumps(data["output"][form]), data["input"]["key"])
            assert token["verdict"]["id"] == "NOT_A_JWT"
            assert "JSON serialization" in token["verdict"]["headline"]
    if "compact" in data["output"]:
        token = ask.one(data["output"]["compact"], data["input"]["key"])
        encrypted = "enc" in data["input"]
        assert token["verdict"]["id"] == ("ENCRYPTED" if encrypted else "NOT_A_JWT")
        assert token["signature"]["status"] == ("unverified" if encrypted else "verified")


@pytest.mark.parametrize("case", cases("A_json_payloads.json"))
def test_json_payloads_are_read_or_reported_and_the_header_is_shown(ask: Ask, case: dict[str, Any]) -> None:
    token = ask.one(case["token"])
    assert token["header"]["alg"] == "HS256"
    raw = base64.urlsafe_b64decode(case["token"].split(".")[1] + "==")
    if case["expect"] == "n":
        assert check(token, "claims") == "fail"
        problem = next(check["text"] for check in token["checks"] if check["id"] == "claims")
        assert any(words in problem for words in ("not JSON", "not UTF-8", "is empty"))
    elif case["expect"] == "y":
        value = json.loads(raw)
        assert check(token, "claims") == ("ok" if isinstance(value, dict) else "fail")
        assert token["claims"] == (value if isinstance(value, dict) else {})


@pytest.mark.parametrize("text", read("A_naughty_strings.json")["strings"])
def test_naughty_strings_are_shown_inert_and_unchanged(ask: Ask, text: str) -> None:
    ask(text)
    claims = {"name": text, "sub": text, "amr": [text], text: 1}
    assert ask.one(wrapped(claims))["claims"] == claims
    shown = CliRunner().invoke(command, [], input=wrapped(claims)).stdout
    assert all(character.isprintable() or character in "\n\u200c\u200d" for character in shown)
