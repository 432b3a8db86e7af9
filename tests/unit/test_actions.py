"""Which Actions ask for MFA is read from their code, without being fooled by comments and strings."""

import time

import pytest

from mfa_tui.domain.actions import mfa_calls

LOGIN = "exports.onExecutePostLogin = async (event, api) => {\n%s\n};"


@pytest.mark.parametrize(
    ("line", "method"),
    [
        ("api.multifactor.enable('any');", "multifactor.enable"),
        ("api.multifactor\n  .enable( 'any', { allowRememberBrowser: false })", "multifactor.enable"),
        ("api?.multifactor?.enable?.('any')", "multifactor.enable"),
        ("if (/\\/\"/.test(x)) { api.multifactor.enable('guardian') }", "multifactor.enable"),
        ("api.authentication.challengeWith({ type: 'otp' })", "challengeWith"),
        ("api.authentication.challengeWithAny([{ type: 'otp' }])", "challengeWithAny"),
        ("api.authentication.enrollWithAny([{ type: 'phone' }])", "enrollWithAny"),
    ],
)
def test_a_call_is_found_however_it_is_written(line: str, method: str) -> None:
    assert [call.method for call in mfa_calls(LOGIN % line)] == [method]


@pytest.mark.parametrize(
    "line",
    [
        "// api.multifactor.enable('any')",
        "/* api.multifactor.enable('any')\n */",
        "/* never closed api.multifactor.enable('any')",
        "console.log(\"api.multifactor.enable('any')\")",
        "const help = `use api.multifactor.enable('any')`;",
        "const re = /api.multifactor.enable(/;",
        "api.accessToken.setCustomClaim('x', 1)",
        "notapi.multifactor.enable('any')",
    ],
)
def test_a_mention_is_not_a_call(line: str) -> None:
    assert mfa_calls(LOGIN % line) == ()


def test_the_factors_that_a_call_names_are_read_and_its_line_is_told() -> None:
    code = LOGIN % (
        "  // { type: 'email' }\n"
        "  api.authentication.challengeWith({ type: 'phone', options: f(')') },\n"
        '    { additionalFactors: [{ type: "otp" }] });\n'
        "  other({ type: 'webauthn-roaming' });"
    )
    (call,) = mfa_calls(code)
    assert (call.types, call.line, call.customises) == (("phone", "otp"), 3, True)


@pytest.mark.parametrize(
    "code",
    [
        "'" * 200_000,
        "/*" * 100_000,
        "(" * 200_000,
        "api.multifactor.enable(" * 5_000,
        "`" + "\\" * 200_001,
        "=/[" * 15_000,
        "api" + " " * 40_000 + "x",
    ],
    ids=["quotes", "comments", "brackets", "calls", "backslashes", "regexes", "blanks"],
)
def test_hostile_code_is_read_in_no_time(code: str) -> None:
    began = time.perf_counter()
    mfa_calls(code)
    assert time.perf_counter() - began < 5
