"""The reference of MFA errors says what Auth0 documents or was recorded answering, and nothing else."""

from mfa_tui.domain.policies import ADAPTIVE
from mfa_tui.features.tokens.model.judging.amr import METHODS
from mfa_tui.features.tokens.model.reference import MFA_ERRORS

ERRORS = {error.code: error for error in MFA_ERRORS}


def test_a_user_who_is_not_enrolled_gets_association_required() -> None:
    assert "mfa_registration_required" not in ERRORS
    assert "not enrolled" in ERRORS["association_required"].cause
    assert ERRORS["association_required"].where == ERRORS["unsupported_challenge_type"].where


def test_a_rejected_push_is_access_denied() -> None:
    rejected = ERRORS["access_denied"]
    assert rejected.where == "POST /oauth/token, 400"
    assert "MFA Authorization rejected" in rejected.cause


def test_unmet_authentication_requirements_is_of_the_my_account_api_alone_and_a_whole_login_mends_it() -> None:
    unmet = ERRORS["unmet_authentication_requirements"]
    assert unmet.where == "My Account API"
    assert "15 minutes" in unmet.cause
    assert "whole login flow" in unmet.remedy


def test_adaptive_names_the_email_challenge_who_is_blocked_and_that_a_risk_check_is_no_factor() -> None:
    assert "must pass an email challenge first" in ADAPTIVE.about
    assert "without an email address is blocked" in ADAPTIVE.about
    assert "does not raise the assurance level" in ADAPTIVE.about
    assert "raises no assurance level" in METHODS["rba"].meaning
    assert METHODS["rba"].second_factor is False
