"""The search box understands what was typed, and nothing but Lucene can change the query."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mfa_tui.demo.search.lucene import Term, parse, terms_of
from mfa_tui.domain.user.lookup import SEARCHABLE, Kind, quoted, understand


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


ID = "auth0|63d17c621e39d8a43b8eddc5"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Jane Doe <jane@x.com>", "jane@x.com"),
        ("<jane@x.com>", "jane@x.com"),
        ("mailto:jane@x.com", "jane@x.com"),
        ("mailto:jane@x.com?subject=Lost%20phone", "jane@x.com"),
        ("mailto:jane%40x.com", "jane@x.com"),
        ("jane@x.com,", "jane@x.com"),
        ("Is it jane@x.com?", "jane@x.com"),
        ("jane@x.com.", "jane@x.com"),
        ('"jane@x.com"', "jane@x.com"),
        ("'jane@x.com'", "jane@x.com"),
        ("“jane@x.com”", "jane@x.com"),
        ("`jane@x.com`", "jane@x.com"),
        ("[jane@x.com](mailto:jane@x.com)", "jane@x.com"),
        ("Jane.Doe@x.com <jane.doe@x.com>", "jane.doe@x.com"),
        ("|Jane|jane@x.com|", "jane@x.com"),
        ("(o'brien@x.com)", "o'brien@x.com"),
        ("\u200bjane@x.com", "jane@x.com"),
        ("Phone: +1 202 555 0101\nEmail:jane@x.com", "jane@x.com"),
        ("email:jane@x.com\nphone_number:1", "jane@x.com"),
        ("a very long line that is cut as jane.d\noe@x.com", "oe@x.com"),
        ("jane.doe@\nx.com", "jane.doe@x.com"),
        (f'"{ID}"', ID),
        (f"{ID},", ID),
        (f"user {ID} lost her phone", ID),
        (f"the user ({ID})", ID),
        (ID.replace("|", "%7C"), ID),
        (ID.replace("|", "%7c"), ID),
        ("samlp%7Cacme%7Cjane%40x.com", "samlp|acme|jane@x.com"),
        (f"https://acme.eu.auth0.com/api/v2/users/{ID.replace('|', '%7C')}/roles?page=0", ID),
        ("https://manage.auth0.com/dashboard/eu/acme/users/YXV0aDAlN0M2M2QxN2M2MjFlMzlkOGE0M2I4ZWRkYzU", ID),
        ("https://manage.auth0.com/dashboard/eu/acme/users/YXV0aDB8NjNkMTdjNjIxZTM5ZDhhNDNiOGVkZGM1/devices", ID),
        (f"jane@x.com: https://manage.auth0.com/dashboard/eu/acme/users/{ID.replace('|', '%7C')}", ID),
        ("seen at https://track.example/?by=noreply%40x.com by jane@x.com", "jane@x.com"),
    ],
)
def test_what_a_mail_a_link_or_a_sentence_puts_around_somebody_is_left_out(typed: str, meant: str) -> None:
    lookup = understand(typed)
    assert (lookup.text, lookup.direct) == (meant, True)
    assert understand(lookup.text).query == understand(meant).query, "what was understood is understood as the same"


def test_it_says_whom_it_took_what_was_typed_for() -> None:
    assert understand("Jane Doe <jane@x.com>").words == "taken for the email jane@x.com"
    assert understand("auth0%7Cabc").words == "taken for the user id auth0|abc"
    assert understand("jane@x.com").words == "email address, exactly"


def test_a_name_that_holds_an_address_is_still_looked_for_as_a_name() -> None:
    assert understand("Desk desk@x.com").query == 'email:"desk@x.com" OR name:"Desk desk@x.com"'


@pytest.mark.parametrize(
    "typed",
    ["a@x.com, b@x.com", "A <a@x.com>; B <b@x.com>", "a@x.com b@x.com", "From: a@x.com\nTo: b@x.com\nCc: A@x.com"],
)
def test_several_addresses_are_all_looked_for_and_the_way_for_a_list_is_told(typed: str) -> None:
    lookup = understand(typed)
    assert (lookup.kind, lookup.text) == (Kind.SEVERAL, understand(lookup.text).text)
    assert lookup.query.lower() == 'email:"a@x.com" or email:"b@x.com"'
    assert lookup.words.startswith("2 people named")
    assert "l takes a list" in lookup.words


def test_several_ids_are_several_people_and_not_one_long_id() -> None:
    lookup = understand("auth0|1, auth0|2")
    assert (lookup.kind, lookup.text) == (Kind.SEVERAL, "auth0|1, auth0|2")
    assert understand("ad|corp|CN=Jane Doe,OU=Sales").text == "ad|corp|CN=Jane Doe,OU=Sales"


def test_of_more_people_than_a_query_holds_it_says_that_they_are_not_all() -> None:
    lookup = understand("\n".join(f"{number}@x.com" for number in range(57)))
    assert lookup.words.startswith("the first 20 of 57 people named")
    assert lookup.query.count("email:") == 20


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40))
@pytest.mark.parametrize(
    "wrap", ["{}", "{} <a@x.com>", "auth0|{}", "auth0%7C{}", "/users/{}", "{}@x.com", "{}\na@x.com"]
)
def test_whatever_is_around_somebody_changes_neither_the_query_nor_the_second_reading(wrap: str, text: str) -> None:
    lookup = understand(wrap.format(text))
    assert lookup.text.isprintable() or any(joiner in lookup.text for joiner in "\u200c\u200d")
    again = understand(lookup.text)
    assert (again.kind, again.text) == (lookup.kind, lookup.text)
    if lookup.kind is not Kind.LUCENE and lookup.query:
        terms = [term for term in terms_of(parse(lookup.query)) if isinstance(term, Term)]
        assert {term.field for term in terms} <= SEARCHABLE | {"identities.user_id"}


def test_a_long_paste_is_read_at_once() -> None:
    assert understand("a" * 200_000).kind is Kind.NAME
    assert understand("a." * 100_000 + "\n" + "%" * 100_000 + "\njane@x.com").text == "jane@x.com"


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


@pytest.mark.parametrize(
    "ticket",
    [
        "please reset samlp|okta|alice@example.com",
        "User ID: samlp|okta|alice@example.com\nConnection: okta",
    ],
)
def test_an_address_inside_an_id_is_not_taken_for_another_account(ticket: str) -> None:
    lookup = understand(ticket)
    assert (lookup.kind, lookup.text) == (Kind.USER_ID, "samlp|okta|alice@example.com")


def test_a_table_row_around_an_address_does_not_hide_it() -> None:
    assert understand("| jane@example.com|Jane |\n| x |").text == "jane@example.com"


def test_what_is_meant_is_understood_as_the_same_again() -> None:
    several = understand("/users/samlp%7Cokta%7Calice%40example.com /users/samlp%7Cokta%7Cbob%40example.com")
    assert several.kind is Kind.SEVERAL
    again = understand(several.text)
    assert (again.kind, again.text, again.query) == (several.kind, several.text, several.query)


@pytest.mark.parametrize("piece", ["(", "-", " !", "a", "a|", "@", "%7C", "NOT ", "/users/a"])
def test_time_grows_with_the_length_of_what_was_pasted_and_not_faster(piece: str) -> None:
    def seconds(times: int) -> float:
        began = time.process_time()
        understand(piece * times + " bob")
        return time.process_time() - began

    understand(piece)
    assert seconds(16_000) < 40 * seconds(1_000) + 0.5
    assert understand(piece * 200_000)
