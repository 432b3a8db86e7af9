"""The search box understands what was typed, and nothing but Lucene can change the query."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mfa_tui.demo.lucene import Term, parse, terms_of
from mfa_tui.domain.lookup import Kind, quoted, understand


@pytest.mark.parametrize(
    ("typed", "kind", "query"),
    [
        ("", Kind.EVERYONE, ""),
        ("   ", Kind.EVERYONE, ""),
        ("auth0|63d17c", Kind.USER_ID, 'user_id:"auth0|63d17c" OR identities.user_id:"63d17c"'),
        ("samlp|acme|j@x.com", Kind.USER_ID, 'user_id:"samlp|acme|j@x.com" OR identities.user_id:"acme|j@x.com"'),
        ("63d17c621e39d8a43b8eddc5", Kind.USER_ID, 'identities.user_id:"63d17c621e39d8a43b8eddc5"'),
        (" Jane@Example.com ", Kind.EMAIL, 'email:"Jane@Example.com"'),
        ("@Acme.example", Kind.EMAIL, 'email.domain:"acme.example"'),
        ("+1 (202) 555-0101", Kind.PHONE, 'phone_number:"+12025550101" OR phone_number:"12025550101"'),
        ("email:jane*", Kind.LUCENE, "email:jane*"),
        ("NOT blocked:true", Kind.LUCENE, "NOT blocked:true"),
        ("-(email:a* OR name:b*)", Kind.LUCENE, "-(email:a* OR name:b*)"),
        ("_exists_:last_login", Kind.LUCENE, "_exists_:last_login"),
        ("app_metadata.plan:gold", Kind.LUCENE, "app_metadata.plan:gold"),
        ("q: jane AND doe", Kind.LUCENE, "jane AND doe"),
    ],
)
def test_what_is_typed_is_taken_for_what_it_looks_like(typed: str, kind: Kind, query: str) -> None:
    lookup = understand(typed)
    assert (lookup.kind, lookup.query) == (kind, query)
    assert lookup.words


@pytest.mark.parametrize(
    "typed", ["jane", "Dr: Who", "email", "email: x", "favourite:cat", "12345", 'a"b@c', "OR", "*"]
)
def test_everything_else_is_a_name(typed: str) -> None:
    assert understand(typed).kind is Kind.NAME


def test_ids_and_addresses_are_asked_for_without_the_lag_of_the_search() -> None:
    assert [
        t for t in ("auth0|1", "j@x.com", "@x.com", "jane", "63d17c621e39d8a43b8eddc5") if understand(t).direct
    ] == [
        "auth0|1",
        "j@x.com",
    ]


NAME_FIELDS = {"name", "given_name", "family_name", "nickname", "username", "email"}


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
@pytest.mark.parametrize("wrap", ["{}", '"{}', '{}" OR email:*', "\\{}", "{}\\", "({}", "{}) OR (x", "{} OR y", "/{}/"])
def test_no_name_can_change_the_query(wrap: str, name: str) -> None:
    lookup = understand(wrap.format(name))
    if lookup.kind is not Kind.NAME:
        return
    terms = [term for term in terms_of(parse(lookup.query)) if isinstance(term, Term)]
    assert {term.field for term in terms} <= NAME_FIELDS
    assert terms[0] == Term("name", lookup.text, phrase=True)
    assert all(term.phrase or (term.text.endswith("*") and len(term.text) > 1) for term in terms)


def test_a_name_of_two_words_is_also_looked_for_by_its_parts() -> None:
    assert "(given_name:Jane* AND family_name:Doe*)" in understand("Jane Doe").query


def test_brackets_that_lucene_cannot_escape_are_only_searched_in_quotes() -> None:
    assert "*" not in understand("<script>").query


def test_quoting_keeps_quotes_and_backslashes() -> None:
    assert quoted('a"b\\c') == '"a\\"b\\\\c"'
