"""Coverage of 2,000 users over a network that lies, killed and resumed: its numbers are the tenant's."""

import json
import random
import signal
from collections import Counter
from pathlib import Path

import pytest

from mfa_tui.demo.options import DemoOptions
from tests.chaos.proxy import EMPTY, FAULTS, Chaos, proxied
from tests.terminal.test_killed_at_scale import COVERAGE, asked, started, wait_until
from tests.terminal.watched import watched


@pytest.mark.endurance
def test_two_thousand_users_are_covered_as_the_tenant_has_them_though_it_is_killed(home: Path) -> None:
    chance = random.Random(11)
    names = [name for name in FAULTS if name != EMPTY]

    def choose(asked: str) -> str:
        return chance.choice(names) if asked.startswith("GET /api/v2/") and chance.random() < 0.03 else ""

    def noted() -> list[str]:
        files = (home / "cache" / "mfa-tui").glob("coverage-*.jsonl")
        return [line for file in files for line in file.read_text().splitlines()[1:]]

    chaos = Chaos()
    with (
        watched(DemoOptions(users=2_000, rate_limit=None)) as (tenant, variables),
        proxied(variables["AUTH0_DOMAIN"], chaos) as url,
    ):
        direct, variables["AUTH0_DOMAIN"] = variables["AUTH0_DOMAIN"], url
        chaos.choose = choose
        with started(COVERAGE, home, variables, "--format", "json") as process:
            wait_until(lambda: len(noted()) >= 100, process)
            process.send_signal(signal.SIGKILL)
            process.wait(20)
        known = {json.loads(line)["user"] for line in noted()[:-1]}  # The kill may have cut the last line.
        before = asked(tenant, "GET")
        with started(COVERAGE, home, variables, "--format", "json", "--resume") as process:
            out, err = process.communicate(timeout=300)
        again = asked(tenant, "GET") - before
        with started(COVERAGE, home, {**variables, "AUTH0_DOMAIN": direct}, "--format", "json") as undisturbed:
            expected = json.loads(undisturbed.communicate(timeout=120)[0])
        answer = json.loads(out)
        users = tenant.demo.state.directory.users
        people = {person["user_id"]: person for person in answer["people"]}
        assert "Traceback" not in err
        assert process.returncode == answer["exit_code"]
        assert answer["complete"] is (process.returncode == 0)
        assert set(people) == set(users), err
        enrolled = {id_ for id_, user in users.items() if user.enrolled or user.legacy_provider}
        wrong = [
            id_
            for id_, person in people.items()
            if person["state"] != "unknown" and (person["state"] == "enrolled") != (id_ in enrolled)
        ]
        assert not wrong
        assert expected["complete"]
        unread = {one["user_id"] for one in answer["people"] if one["state"] == "unknown"}
        unread -= {one["user_id"] for one in expected["people"] if one["state"] == "unknown"}
        assert len(unread) <= len(users) // 50, "the scan retries what the network spoils"
        read = Counter(one["readiness"] for one in expected["people"] if one["user_id"] not in unread)
        assert Counter(answer["readiness"]) == read + Counter({"not readable": len(unread)})
        assert known
        assert not known & set(again), "nobody who was noted before the kill is read again"
        assert sum(chaos.counts.values()) > chaos.counts[""], "some responses were spoilt"
        assert tenant.writes == [] or {path for _, path in tenant.writes} == {"/api/v2/jobs/users-exports"}
