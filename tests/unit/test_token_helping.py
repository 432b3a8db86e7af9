"""What is given to work with: the step-up request, the comparison, the summary for a ticket, the tables."""

from urllib.parse import parse_qs, urlsplit

from mfa_tui.features.tokens.model.explaining.stepup import StepUp, challenge_header
from mfa_tui.features.tokens.model.judging.amr import METHODS, method
from mfa_tui.features.tokens.model.showing.compare import compare
from mfa_tui.features.tokens.model.showing.redacted import for_ticket
from tests.unit.test_token_minted import LOGIN, NOW, PAPE, inspect, judged, mint


def test_the_step_up_address_carries_everything_percent_encoded() -> None:
    request = StepUp("e.auth0.com", "client", "https://app/cb?x=1&y=2", organization="org_1", audience="https://api")
    address = urlsplit(request.url(state="s&t", nonce="n"))
    assert (address.scheme, address.netloc, address.path) == ("https", "e.auth0.com", "/authorize")
    assert parse_qs(address.query) == {
        "response_type": ["code"],
        "client_id": ["client"],
        "redirect_uri": ["https://app/cb?x=1&y=2"],
        "scope": ["openid"],
        "state": ["s&t"],
        "nonce": ["n"],
        "acr_values": [PAPE],
        "max_age": ["0"],
        "audience": ["https://api"],
        "organization": ["org_1"],
    }
    assert "acr_values=http%3A%2F%2Fschemas.openid.net%2Fpape" in address.query


def test_a_fresh_login_is_asked_for_by_max_age_or_by_prompt_and_pkce_is_added_where_there_is_a_challenge() -> None:
    query = parse_qs(urlsplit(StepUp(fresh="prompt").url(code_challenge="abc")).query)
    assert query["prompt"] == ["login"]
    assert "max_age" not in query
    assert query["code_challenge_method"] == ["S256"]
    assert query["client_id"] == ["YOUR_CLIENT_ID"]


def test_the_command_to_try_it_is_safe_to_paste_into_a_shell() -> None:
    assert StepUp(client_id="x; rm -rf ~").command.startswith("auth0 test login 'x; rm -rf ~' -p acr_values=")


def test_an_unproven_issuer_does_not_get_into_the_address() -> None:
    claims = {**LOGIN, "iss": "https://evil.example.com/"}
    assert "evil" not in inspect(mint(claims)).step_up.url()
    assert judged(claims).step_up.domain == "evil.example.com"
    assert judged(claims, issuers=("https://example.auth0.com/",)).step_up.domain == "example.auth0.com"


def test_an_api_gets_the_header_of_rfc_9470() -> None:
    assert challenge_header("x", 0).endswith('error="insufficient_user_authentication", acr_values="x", max_age="0"')


def test_two_tokens_are_compared_claim_by_claim() -> None:
    before = inspect(mint({**LOGIN, "only": 1, "flag": 1, "same": {"a": 1, "b": 2}}))
    after = inspect(mint({**LOGIN, "flag": True, "same": {"b": 2, "a": 1}, "amr": ["mfa"]}))
    changes = {(found.part, found.name): (found.change, found.before, found.after) for found in compare(before, after)}
    assert changes["claims", "amr"] == ("added", "", '["mfa"]')
    assert changes["claims", "only"] == ("removed", "1", "")
    assert changes["claims", "flag"] == ("changed", "1", "true")
    assert changes["claims", "same"][0] == "same"
    assert changes["header", "alg"] == ("same", '"HS256"', '"HS256"')
    assert changes["verdict", "verdict"][0] == "changed"


def test_the_summary_for_a_ticket_names_nobody_and_has_nothing_to_log_in_with() -> None:
    personal = {
        "email": "jane.doe@example.com",
        "name": "Jane Doe",
        "nickname": "janey",
        "phone_number": "+15550100",
        "nonce": "n-0S6_WzA2Mj",
        "https://example.com/customer": "ACME-77",
        "sid": "session-of-jane",
        "address": {"street_address": "1 Main Street"},
    }
    token = mint({**LOGIN, **personal, "amr": ["mfa"], "auth_time": NOW - 60}, {"kid": "k1"})
    summary = for_ticket(inspect(token, nonce="other", issuers=("mailto:boss@example.com",)))
    for secret in (LOGIN["sub"], "jane", "Jane", "Doe", "+15550100", "n-0S6_WzA2Mj", "ACME", "Main Street", "boss@"):
        assert str(secret) not in summary
    assert not any(segment in summary for segment in token.split("."))
    for wanted in ("Verdict: UNVERIFIED", "amr: mfa", "iss: https://example.auth0.com/", "Not shown: sub, email, name"):
        assert wanted in summary


def test_every_value_of_rfc_8176_is_known_and_unknown_ones_are_shown_as_they_are() -> None:
    registered = {"face", "fpt", "geo", "hwk", "iris", "kba", "mca", "mfa", "otp", "pin", "pop", "pwd", "rba", "retina"}
    assert registered | {"sc", "sms", "swk", "tel", "user", "vbm", "wia"} <= METHODS.keys()
    assert method("BankID").kind == "unknown"
    assert method("https://example.com/badge").kind == "custom"
    assert "case-sensitive" in method("Mfa").meaning
