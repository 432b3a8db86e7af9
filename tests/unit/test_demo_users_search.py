"""Finding users as Auth0's search finds them: what fits, what does not, and where it ends."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from mfa_tui.demo.app import create_app
from mfa_tui.demo.options import DemoOptions
from mfa_tui.demo.search.lucene import QueryError, parse
from mfa_tui.demo.search.user_search import search
from mfa_tui.demo.seed.people import acme_directory
from mfa_tui.demo.tenant.people import User

from .test_demo_tenant import signed_in

NOW = 1_750_000_000.0  # 2025-06-15T15:06:40Z


def person(number: int, name: str, **facts: Any) -> User:
    email = f"{name.split()[0].lower()}@example.com"
    identities = facts.pop("identities", (("Username-Password-Authentication", str(number)),))
    defaults: dict[str, Any] = {"created_at": NOW, "email": email, "given_name": name.split()[0]}
    return User(user_id=f"auth0|{number}", number=number, name=name, identities=identities, **defaults | facts)


PEOPLE = [
    person(1, "Jane Doe", logins_count=5, blocked=True, username="jd", app_metadata={"plan": {"tier": "gold"}, "n": 3}),
    person(2, "Jane-Anne Roe", logins_count=50, email="J.ROE@Example.org", last_login=1_736_899_200.0),
    person(3, "Max Power", logins_count=100, created_at=1_704_067_200.0, organization_ids=("org_1",)),
    person(4, "Zoë 李", user_metadata={"cities": [{"name": "Paris"}, {"name": "Osaka"}], "ok": True}),
    person(5, "Ann (PhD)", identities=(("google-oauth2", "77"), ("acme-entra", "x")), email=None, phone_number="+155"),
]
USERS = {user.user_id: user for user in PEOPLE}


def found(q: str, **asked: Any) -> str:
    return "".join(str(user.number) for user in search(USERS, {"q": q} | asked))


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ('name:"Jane Doe"', "1"),
        ('name:"jane doe"', "1"),
        ("name:Jane", ""),
        ("given_name:jane", "1"),
        ("name:jane*", "12"),
        ("name:j*doe", "1"),
        (r"name:jane\ doe", "1"),
        ('name:"jane*"', ""),
        ("name:*power", "3"),
        ("j.roe@example.org", "2"),
        ("email:j.roe@EXAMPLE.org", "2"),
        ("email.domain:example.com", "134"),
        ("username:jd", "1"),
        ("username:JD", ""),
        ("user_id:auth0|3", "3"),
        ("user_id:3", ""),
        (r"name:ann\ \(phd\)", "5"),
        ("name:zoë*", "4"),
        ('"Zoë 李"', "4"),
        (r"phone_number:\+155", "5"),
    ],
)
def test_terms_phrases_and_wildcards(query: str, numbers: str) -> None:
    assert found(query) == numbers


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("logins_count:[50 TO 100]", "23"),
        ("logins_count:{50 TO 100]", "3"),
        ("logins_count:[50 TO 100}", "2"),
        ("logins_count:{5 TO *]", "23"),
        ("logins_count:50", "2"),
        ("logins_count:[a TO b]", ""),
        ("created_at:[2024-01-01 TO 2024-12-31]", "3"),
        ("created_at:{2024-01-01 TO *]", "1245"),
        ("created_at:2024-01", "3"),
        ("last_login:[2025-01-15T00:00:00Z TO 2025-01-15T00:00:00.000Z]", "2"),
        ("last_login:[* TO 2025-01-15}", ""),
        ("last_login:[2025 TO *]", "2"),
        ("app_metadata.n:[1 TO 3]", "1"),
    ],
)
def test_ranges_of_numbers_and_dates(query: str, numbers: str) -> None:
    assert found(query) == numbers


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("blocked:true", "1"),
        ("NOT blocked:true", "2345"),
        ("-blocked:true AND name:j*", "2"),
        ("name:j* NOT blocked:true", "2"),
        ("name:j* AND logins_count:50 OR name:max*", "23"),
        ("name:j* AND (logins_count:50 OR name:max*)", "2"),
        ("name:max* name:zoë*", "34"),
        ("given_name:(jane OR max)", "13"),
        ("identities.connection:(google-oauth2 OR none)", "5"),
        ('identities.connection:"acme-entra"', "5"),
        ("identities.provider:waad", "5"),
        ("identities.user_id:77", "5"),
        ("organization_id:org_1", "3"),
        ("_exists_:username", "1"),
        ("NOT _exists_:email", "5"),
        ("last_login:*", "2"),
        ("NOT (name:j* OR name:m*)", "45"),
    ],
)
def test_and_or_not_parentheses_and_existence(query: str, numbers: str) -> None:
    assert found(query) == numbers


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("app_metadata.plan.tier:gold", "1"),
        ("app_metadata.plan.tier:Gold", ""),
        ("app_metadata.plan.tier:g*", "1"),
        ("app_metadata.n:3", "1"),
        ("_exists_:app_metadata.plan", "1"),
        ("user_metadata.cities.name:Osaka", "4"),
        ("user_metadata.ok:true", "4"),
        ("user_metadata.cities.name:Os*", ""),
        ("user_metadata.cities.name:[A TO Z]", ""),
        ("Osaka", ""),
    ],
)
def test_metadata_is_found_by_its_path_in_its_own_case(query: str, numbers: str) -> None:
    assert found(query) == numbers


def test_multifactor_cannot_be_searched_for() -> None:
    users = {"auth0|1": person(1, "Jane Doe", enrolled=True)}
    assert users["auth0|1"].multifactor == ["guardian"]
    assert search(users, {"q": "multifactor:guardian"}) == []
    assert search(users, {"q": "_exists_:multifactor"}) == []


@pytest.mark.parametrize(
    "query",
    [
        "(",
        "name:jane)",
        "name:(jane",
        'name:"jane',
        "name:",
        "name: jane",
        "AND",
        "jane AND",
        "NOT",
        "a:b:c",
        "logins_count:[1 TO",
        "logins_count:[1 2]",
        "[1 TO 2]",
        "name:*ne",
    ],
)
def test_a_query_that_cannot_be_read_is_refused(query: str) -> None:
    with pytest.raises(QueryError):
        parse(query)


def test_results_come_in_the_order_that_is_asked_for() -> None:
    assert found("", sort="name:1") == "51234"
    assert found("", sort="name:-1") == "43215"
    assert found("", sort="logins_count:-1") == "32145"
    assert found("", sort="last_login:1") == "13452"


async def get(client: httpx.AsyncClient, path: str, **params: str) -> httpx.Response:
    return await client.get(path, params=params)


async def test_a_list_comes_in_pages_with_or_without_totals() -> None:
    async with signed_in(create_app()) as client:
        bare = (await get(client, "users")).json()
        page = (await get(client, "users", page="7", per_page="55", include_totals="true")).json()
        some = (await get(client, "users", q="email:jane.doe@example.com", fields="name,multifactor")).json()
    assert len(bare) == 50
    assert (page["start"], page["limit"], page["length"], page["total"]) == (385, 55, 15, 400)
    assert len(page["users"]) == 15
    assert some == [{"name": "Jane Doe", "multifactor": ["guardian"]}]


async def test_paging_ends_at_1000_and_says_so_in_auth0s_words() -> None:
    async with signed_in(create_app(DemoOptions(users=1050))) as client:
        last = await get(client, "users", page="9", per_page="100", include_totals="true")
        beyond = await get(client, "users", page="10", per_page="100")
        across = await get(client, "users", page="14", per_page="70")
    assert (last.json()["length"], last.json()["total"]) == (100, 1050)
    assert across.status_code == beyond.status_code == 400
    assert beyond.json() == {
        "statusCode": 400,
        "error": "Bad Request",
        "message": "You can only page through the first 1000 records. See "
        "https://auth0.com/docs/users/search/v3/view-search-results-by-page#limitation",
        "errorCode": "invalid_paging",
    }


@pytest.mark.parametrize("query", ["q=(", "sort=name", "sort=app_metadata.n:1", "search_engine=v4", "per_page=101"])
async def test_what_cannot_be_searched_is_an_invalid_query_string(query: str) -> None:
    async with signed_in(create_app()) as client:
        answer = await client.get(f"users?{query}")
    assert (answer.status_code, answer.json()["errorCode"]) == (400, "invalid_query_string")


async def test_a_wildcard_in_front_is_too_much_for_a_large_tenant() -> None:
    async with signed_in(create_app(DemoOptions(users=9000))) as large, signed_in(create_app()) as small:
        assert (await get(small, "users", q="email:*@example.com")).status_code == 200
        assert (await get(large, "users", q="email:jane*")).status_code == 200
        assert (await get(large, "users", q='name:"*star"')).status_code == 200
        heavy = await get(large, "users", q="blocked:true OR (email:*example.com)")
    assert heavy.status_code == 503
    assert heavy.json()["error"] == "Service Unavailable"
    assert heavy.json()["message"].startswith("The query exceeded the timeout.")


async def test_an_address_is_looked_up_in_lower_case_only() -> None:
    async with signed_in(create_app()) as client:
        assert len((await get(client, "users-by-email", email="jane.doe@example.com")).json()) == 1
        assert (await get(client, "users-by-email", email="Jane.Doe@example.com")).json() == []
        missing = await get(client, "users-by-email")
    assert missing.json()["message"] == "Query validation error: 'Missing required property: email'."


async def test_no_user_and_no_user_id_are_told_apart() -> None:
    async with signed_in(create_app()) as client:
        nobody, nonsense = await get(client, "users/auth0|nobody"), await get(client, "users/nobody")
    assert nobody.json() == {
        "statusCode": 404,
        "error": "Not Found",
        "message": "The user does not exist.",
        "errorCode": "inexistent_user",
    }
    assert (nonsense.status_code, nonsense.json()["errorCode"]) == (400, "invalid_uri")
    assert nonsense.json()["message"] == "Object didn't pass validation for format user-id: nobody"


def test_the_crowd_can_be_searched_by_department_and_connection() -> None:
    users = acme_directory(400, 1, NOW).users
    sales = search(users, {"q": 'app_metadata.department:"Sales" AND identities.connection:"google-oauth2"'})
    assert sales
    assert {user.connection for user in sales} == {"google-oauth2"}
