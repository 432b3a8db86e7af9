import json

import pytest

from mfa_tui.features.tokens.model.inspection import inspect_paste
from mfa_tui.features.tokens.model.reading.extract import extract
from tests.unit.test_token_minted import LOGIN, NOW, b64, inspect, mint

TOKEN = mint({**LOGIN, "amr": ["mfa"], "https://example.com/roles": ["a", "b"], "name": "Jo Doe"})
OTHER = mint({**LOGIN, "sub": "auth0|other"})
JWE_HEADER = b64('{"alg":"dir","enc":"A256GCM","iss":"https://e.auth0.com/"}')
OPAQUE_JWE = f"{JWE_HEADER}..{'A' * 16}.{'B' * 90}.{'C' * 22}"


def wrapped(text: str, width: int, newline: str = "\n") -> str:
    return newline.join(text[start : start + width] for start in range(0, len(text), width))


def found(paste: str) -> list[str]:
    return [candidate.text for candidate in extract(paste).candidates]


@pytest.mark.parametrize(
    "paste",
    [
        TOKEN,
        f"  {TOKEN}\r\n",
        f"Bearer {TOKEN}",
        f"bearer   {TOKEN}",
        f"Authorization: Bearer {TOKEN}",
        f"GET /userinfo HTTP/1.1\r\nHost: e.auth0.com\r\nauthorization: Bearer {TOKEN}\r\n\r\n",
        f"curl -H 'Authorization: Bearer {TOKEN}' https://e.auth0.com/userinfo",
        f'curl --header "Authorization: Bearer {TOKEN}" \\\n  https://e.auth0.com/userinfo',
        json.dumps({"id_token": TOKEN, "token_type": "Bearer", "expires_in": 86400}),
        json.dumps({"id_token": TOKEN}, indent=2),
        json.dumps(json.dumps({"id_token": TOKEN})),
        f"https://app.example.com/callback#id_token={TOKEN}&state=xyz",
        f"https://app.example.com/callback?state=xyz&id_token={TOKEN}",
        f"#id_token={TOKEN}",
        f"grant_type=urn%3Aietf&assertion={TOKEN}&scope=openid",
        f"id_token_hint={TOKEN}",
        f"Cookie: a=b; session={TOKEN}; c=d",
        f"Set-Cookie: session={TOKEN}; Path=/; HttpOnly; Secure",
        f"Set-Cookie: session=%22{TOKEN}%22; Path=/",
        f"2026-01-31T12:00:00Z INFO login ok token={TOKEN} user=1",
        f"\x1b[32mINFO\x1b[0m token \x1b[33m{TOKEN}\x1b[0m",
        f"Hello, the customer sent {TOKEN}. What is wrong with it?",
        f"Is it ({TOKEN})?",
        f'"{TOKEN}"',
        f"`{TOKEN}`",
        f"<{TOKEN}>",
        f"> {wrapped(TOKEN, 60, newline=chr(10) + '> ')}",
        f"\ufeff{TOKEN[:30]}\u200b{TOKEN[30:]}\u200d",
        f"token:\u00a0{TOKEN}\u00a0thanks",
        wrapped(TOKEN, 64),
        wrapped(TOKEN, 64, newline="\r\n    "),
        wrapped(TOKEN, 76, newline=" \\\n"),
        wrapped(TOKEN, 40, newline=" "),
        f"This is the token that I got:\n\n{wrapped(TOKEN, 72)}\n\nBest regards\nJo",
        f'const token = "{wrapped(TOKEN, 50, newline=chr(34) + " +" + chr(10) + "  " + chr(34))}";\n',
        TOKEN.replace(".", ".\n"),
        json.dumps(
            {"log": {"entries": [{"request": {"headers": [{"name": "Authorization", "value": f"Bearer {TOKEN}"}]}}]}}
        ),
    ],
)
def test_the_token_is_found_in_whatever_was_pasted(paste: str) -> None:
    assert found(paste) == [TOKEN]


def test_a_broken_token_of_one_word_is_taken_as_it_is_so_that_its_oddities_show() -> None:
    assert found(f"{TOKEN}?") == [f"{TOKEN}?"]
    report = inspect(f"{TOKEN}==")
    assert "padding" in [warning.id for warning in report.warnings]
    assert report.claims["amr"] == ["mfa"]


def test_a_cut_off_token_is_found_and_named_so() -> None:
    report = inspect(f"I only have {TOKEN.rpartition('.')[0]} here")
    assert report.verdict.headline.startswith("This is not a JWT: it is cut off: the signature is missing")
    assert report.claims["amr"] == ["mfa"]


@pytest.mark.parametrize("separator", [".", "__"])
@pytest.mark.parametrize("style", ["cookie", "set-cookie", "har"])
def test_a_session_split_over_cookies_is_put_together_in_order(separator: str, style: str) -> None:
    parts = [OPAQUE_JWE[:60], OPAQUE_JWE[60:100], OPAQUE_JWE[100:]]
    named = [(f"appSession{separator}{index}", part) for index, part in enumerate(parts)]
    named.reverse()
    paste = {
        "cookie": "Cookie: theme=dark; " + "; ".join(f"{name}={value}" for name, value in named),
        "set-cookie": "\n".join(f"Set-Cookie: {name}={value}; Path=/; HttpOnly" for name, value in named),
        "har": json.dumps({"cookies": [{"name": name, "value": value} for name, value in named]}),
    }[style]
    (candidate,) = extract(paste).candidates
    assert candidate.text == OPAQUE_JWE
    assert candidate.where == "the split cookie appSession"
    assert candidate.notes[0].text == "Joined from 3 parts of a split cookie."


def test_all_tokens_of_a_paste_are_listed_in_order_and_repeated_ones_are_marked() -> None:
    paste = json.dumps({"access_token": OTHER, "id_token": TOKEN, "refresh_token": "v1.MRjZ", "again": OTHER})
    report = inspect_paste(paste, now=NOW)
    assert [token.where for token in report.tokens] == ["access_token", "id_token", "again"]
    assert [token.duplicate_of for token in report.tokens] == [None, None, 0]
    assert [warning.text for warning in report.tokens[2].warnings][:1] == ["The same as token 1."]


def test_tokens_one_a_line_stay_apart() -> None:
    assert found(f"{TOKEN}\n{OTHER}\n{TOKEN}") == [TOKEN, OTHER, TOKEN]


def test_an_opaque_token_is_found_where_its_name_says_that_it_is_one() -> None:
    opaque = "O0PDdG2DjHQLLxOQYiPBT5qCbKtItgW3"
    assert found(json.dumps({"access_token": opaque, "expires_in": 86400})) == [opaque]
    assert found(f"curl -H 'Authorization: Bearer {opaque}' https://e.auth0.com/userinfo") == [opaque]
    assert found(f"access_token={opaque}&token_type=Bearer") == [opaque]
    assert found("curl -H 'Authorization: Bearer YOUR_ACCESS_TOKEN' https://e.auth0.com/userinfo") == []


def test_an_mfa_token_is_found_in_the_error_that_brought_it() -> None:
    sealed = "Fe26.2*aa11*0f*Zm9v*YmFy**bb22*cc33"
    assert found(json.dumps({"error": "mfa_required", "mfa_token": sealed})) == [sealed]


@pytest.mark.parametrize("paste", ["", " \n\t ", "no token here, only words", "https://example.com/a.b.c", '{"a": 1}'])
def test_where_there_is_no_token_none_is_made_up(paste: str) -> None:
    report = inspect_paste(paste, now=NOW)
    assert report.tokens == ()
    assert report.problem
    assert report.exit_code == 3


def test_a_list_of_hundreds_of_tokens_is_cut_and_counts_the_rest() -> None:
    report = inspect_paste(f"{TOKEN}\n" * 250, now=NOW)
    assert len(report.tokens) == 200
    assert report.left_out == 50
