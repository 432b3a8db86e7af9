"""The step-up request that a report advises."""

from mfa_tui.features.tokens.model.inspection import inspect_paste


def test_the_request_that_a_report_advises_asks_for_multi_factor() -> None:
    token = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwczovL2FjbWUuZXUuYXV0aDAuY29tLyIsInN1YiI6ImF1dGgwfDEifQ.c2ln"
    (report,) = inspect_paste(token, now=0).tokens
    assert "multi-factor" in report.step_up.url()
    assert all("_tuplegetter" not in step for step in report.verdict.next_steps)
