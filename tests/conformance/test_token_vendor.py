"""The vendor's own verifier beside ours, on its own fixtures, at its clock: the same answer for the same reason."""

import base64
import json
import re
from pathlib import Path
from typing import Any

import pytest
from auth0.authentication.exceptions import TokenValidationError
from auth0.authentication.token_verifier import (
    AsymmetricSignatureVerifier,
    SymmetricSignatureVerifier,
    TokenVerifier,
)
from click.testing import CliRunner
from jwt import PyJWK

from mfa_tui.cli.token import token as command
from tests.conftest import SHARED

FIXTURES = SHARED / "tokens" / "vectors" / "A_auth0_python_id_tokens.json"
pytestmark = pytest.mark.skipif(not FIXTURES.is_file(), reason=f"no fixtures of auth0-python in {FIXTURES}")

DATA: dict[str, Any] = json.loads(FIXTURES.read_text()) if FIXTURES.is_file() else {"vectors": [], "environment": {}}
ENVIRONMENT = DATA["environment"]

# What the vendor's message is about, and the check of ours that must fail for it.
REASONS = {
    r"required but missing": "nothing",
    r"could not be decoded": "shape",
    r"token signature": "signature",
    r"\(iss\)": "iss",
    r"\(sub\)": "sub",
    r"\(aud\) claim (must|mismatch)": "aud",
    r"\(exp\)": "exp",
    r"\(iat\)": "iat",
    r"\(nonce\)": "nonce",
    r"\(org_(id|name)\)": "organization",
    r"\(azp\)": "azp",
    r"\(auth_time\)": "max_age",
}


def key_of(case: dict[str, Any]) -> dict[str, Any]:
    if case["key"] == "HS256 secret":
        secret = ENVIRONMENT["HS256 secret"].encode()
        return {"kty": "oct", "k": base64.urlsafe_b64encode(secret).decode().rstrip("=")}
    return dict(ENVIRONMENT[case["key"]])


def of_the_vendor(case: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> str | None:
    """Return the message with which the vendor's verifier refuses a token, or None if it accepts."""
    if case["key"] == "HS256 secret":
        signature: Any = SymmetricSignatureVerifier(ENVIRONMENT["HS256 secret"])
    else:
        signature = AsymmetricSignatureVerifier("https://not.fetched.example.com/")
        key = PyJWK(key_of(case), algorithm="RS256").key
        monkeypatch.setattr(signature, "_fetch_key", lambda key_id=None: key)
    options = dict(case["options"])
    verifier = TokenVerifier(signature, ENVIRONMENT["issuer"], ENVIRONMENT["audience"], ENVIRONMENT["leeway_s"])
    verifier._clock = options.pop("clock", ENVIRONMENT["clock_epoch"])
    try:
        verifier.verify(case["token"], **options)
    except TokenValidationError as error:
        return str(error)
    return None


def of_ours(case: dict[str, Any], tmp_path: Path) -> list[str]:
    """Return the ids of the checks that fail with ours."""
    keys = tmp_path / "key.json"
    keys.write_text(json.dumps(key_of(case)))
    options = case["options"]
    arguments = [
        "--json",
        "--jwks",
        str(keys),
        "--issuer",
        ENVIRONMENT["issuer"],
        "--audience",
        ENVIRONMENT["audience"],
    ]
    arguments += [
        "--leeway",
        str(ENVIRONMENT["leeway_s"]),
        "--now",
        str(options.get("clock", ENVIRONMENT["clock_epoch"])),
    ]
    for name, option in (("nonce", "--nonce"), ("max_age", "--max-age"), ("organization", "--organization")):
        if name in options:
            arguments += [option, str(options[name])]
    answer = json.loads(CliRunner().invoke(command, arguments, input=case["token"]).stdout)
    if not answer["tokens"]:
        return ["nothing"]
    (token,) = answer["tokens"]
    return [check["id"] for check in token["checks"] if check["status"] == "fail"]


@pytest.mark.parametrize("case", DATA["vectors"], ids=lambda case: case["id"])
@pytest.mark.filterwarnings("ignore:The HMAC key")
def test_a_token_is_accepted_or_refused_for_the_reason_that_the_vendor_gives(
    case: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = of_the_vendor(case, monkeypatch)
    assert message == case.get("message")
    expected = [check for pattern, check in REASONS.items() if message and re.search(pattern, message)]
    assert of_ours(case, tmp_path) == expected[:1]


@pytest.mark.filterwarnings("ignore:The HMAC key")
def test_where_the_vendor_takes_a_max_age_of_zero_for_none_we_do_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = next(case for case in DATA["vectors"] if case["options"].get("max_age"))
    case = {**case, "options": {**case["options"], "max_age": 0}}
    assert of_the_vendor(case, monkeypatch) is None
    assert of_ours(case, tmp_path) == ["max_age"]
