"""Signing in: cookies, rotation, forged requests, guesses."""

import asyncio
from pathlib import Path
from typing import Any, Literal

import pytest
from argon2 import PasswordHasher

from api.accounts import LocalAccounts
from api.sessions import FROM_ONE_PLACE
from api.throttle import Throttle
from domain.vocabulary import Role
from eventlog.embedded import EmbeddedServer
from tests.api.world import CHEAP, PASSWORD, Browser, World, a_world
from tests.reading import all_facts


def cookie(answer: Any, name: str) -> str:
    """The Set-Cookie line of `name`."""
    return next(line for line in answer.headers.get_list("set-cookie") if line.startswith(f"{name}="))


async def test_signing_in_gives_a_session_that_scripts_and_other_sites_cannot_use(world: World) -> None:
    async with world.visitor() as browser:
        answer = await browser.sign_in("nurse-1")
        assert answer.json() == {"user": "nurse-1", "name": "Nurse-1", "role": "INFIRMIER", "team": "t1"}
        line = cookie(answer, "vigie").lower()
        assert "httponly" in line
        assert "samesite=strict" in line
        assert "secure" not in line
        assert "httponly" not in cookie(answer, "csrftoken").lower()
        assert (await browser.client.get("/api/session")).json() == answer.json()


async def test_cookies_travel_over_tls_only_by_setting(server: EmbeddedServer, tmp_path: Path) -> None:
    async with a_world(server, tmp_path, secure_cookies=True) as world, world.visitor() as browser:
        answer = await browser.sign_in("arm-1")
        assert "secure" in cookie(answer, "vigie").lower()
        assert "secure" in cookie(answer, "csrftoken").lower()


async def test_nobody_gets_a_session_without_signing_in(world: World) -> None:
    async with world.visitor() as browser:
        answer = await browser.client.get("/api/session")
        assert answer.status_code == 401
        assert answer.json()["type"] == "urn:vigie:not-signed-in"
        assert "vigie" not in browser.client.cookies


@pytest.mark.parametrize(("user", "password"), [("arm-1", "wrong words"), ("nobody", PASSWORD)])
async def test_a_wrong_password_and_an_unknown_user_read_the_same(
    world: World, user: str, password: str
) -> None:
    async with world.visitor() as browser:
        answer = await browser.sign_in(user, password)
        assert answer.status_code == 401
        assert answer.json()["type"] == "urn:vigie:wrong-credentials"
        assert "vigie" not in browser.client.cookies


async def test_an_unknown_user_costs_as_much_as_a_wrong_password(tmp_path: Path) -> None:
    class Counting(PasswordHasher):
        verified = 0

        def verify(self, *args: Any, **words: Any) -> Literal[True]:
            self.verified += 1
            return super().verify(*args, **words)

    hasher = Counting(time_cost=1, memory_cost=8, parallelism=1)
    accounts = LocalAccounts(tmp_path / "accounts.json", hasher=hasher)
    accounts.put("arm-1", PASSWORD, name="Anne", role=Role.ARM)
    for user in ("arm-1", "nobody"):
        assert await accounts.verify(user, "wrong words") is None
    assert hasher.verified == 2


async def test_each_sign_in_gives_a_new_session_and_ends_the_former(world: World) -> None:
    async with world.visitor() as browser, world.visitor() as thief:
        await browser.sign_in("arm-1")
        first = browser.client.cookies["vigie"]
        await browser.sign_in("arm-1")
        assert browser.client.cookies["vigie"] != first
        thief.client.cookies.set("vigie", first)
        assert (await thief.client.get("/api/session")).status_code == 401


async def test_a_planted_cookie_never_becomes_a_session(world: World) -> None:
    async with world.visitor() as browser, world.visitor() as thief:
        planted = "a" * 64
        browser.client.cookies.set("vigie", planted, domain="vigie.test")
        answer = await browser.sign_in("arm-1")
        assert planted not in cookie(answer, "vigie")
        thief.client.cookies.set("vigie", planted)
        assert (await thief.client.get("/api/session")).status_code == 401


async def test_signing_out_ends_the_session(world: World, arm: Browser) -> None:
    name = arm.client.cookies["vigie"]
    assert (await arm.client.delete("/api/session", headers=arm.token)).status_code == 204
    async with world.visitor() as thief:
        thief.client.cookies.set("vigie", name)
        assert (await thief.client.get("/api/session")).status_code == 401


async def test_a_session_ends_by_itself(
    server: EmbeddedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with a_world(server, tmp_path, session_seconds=1) as world, world.signed_in("arm-1") as browser:
        assert (await browser.client.get("/api/session")).status_code == 200
        monkeypatch.setattr(browser.client.cookies.jar, "clear_expired_cookies", lambda: None)
        name = browser.client.cookies["vigie"]
        await asyncio.sleep(1.2)
        answer = await browser.client.get("/api/session", headers={"Cookie": f"vigie={name}"})
        assert answer.status_code == 401


async def test_sessions_in_a_folder_outlive_the_process(server: EmbeddedServer, tmp_path: Path) -> None:
    folder = tmp_path / "sessions"
    async with a_world(server, tmp_path, session_folder=folder) as world, world.signed_in("arm-1") as browser:
        name = browser.client.cookies["vigie"]
    assert folder.stat().st_mode & 0o077 == 0
    async with a_world(server, tmp_path, session_folder=folder) as world, world.visitor() as browser:
        browser.client.cookies.set("vigie", name)
        assert (await browser.client.get("/api/session")).json()["user"] == "arm-1"


async def test_a_closed_account_loses_its_session_at_once(world: World, arm: Browser) -> None:
    world.accounts.close("arm-1")
    assert (await arm.client.get("/api/session")).status_code == 401
    assert (await arm.sign_in("arm-1")).status_code == 401


@pytest.mark.parametrize("token", ["", "f" * 128])
async def test_a_change_without_the_token_changes_nothing(world: World, arm: Browser, token: str) -> None:
    headers = {"Command-Id": "0b8f0f5e-1111-4222-8333-444455556666"}
    if token:
        headers["x-csrftoken"] = token
    body = {"type": "receive-call", "call": "c1", "origin": "15", "rang_at": "2026-01-10T19:59:00Z"}
    answer = await arm.client.post("/api/calls", json=body, headers=headers)
    assert answer.status_code == 403
    assert answer.json()["type"] == "urn:vigie:csrf"
    assert await all_facts(world.log) == []


async def test_nobody_signs_in_from_another_site(world: World) -> None:
    async with world.visitor() as browser:
        words = {"user": "arm-1", "password": PASSWORD}
        answer = await browser.client.post(
            "/api/session", json=words, headers={"Sec-Fetch-Site": "cross-site"}
        )
        assert answer.status_code == 403
        form = await browser.client.post(
            "/api/session", content=b'{"user":"arm-1","password":"correct horse"}',
            headers={"Content-Type": "text/plain"},
        )  # fmt: skip
        assert form.status_code == 415
        assert "vigie" not in browser.client.cookies


async def test_guessing_is_slowed_down_for_that_user_only(world: World) -> None:
    async with world.visitor() as browser:
        for _ in range(FROM_ONE_PLACE):
            assert (await browser.sign_in("arm-1", "wrong words")).status_code == 401
        answer = await browser.sign_in("arm-1")
        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) > 600
        assert (await browser.sign_in("doctor-1")).status_code == 200


def test_a_throttle_lets_in_again_after_its_window() -> None:
    now = [0.0]
    throttle = Throttle(2, 60.0, elapsed=lambda: now[0])
    throttle.failed("k")
    assert throttle.wait("k") == 0
    now[0] = 30.0
    throttle.failed("k")
    assert throttle.wait("k") == 30
    now[0] = 61.0
    assert throttle.wait("k") == 0
    throttle.failed("k")
    assert throttle.wait("k") == 29
    throttle.forget("k")
    assert throttle.wait("k") == 0


def test_accounts_keep_hashes_in_a_file_of_their_owner(tmp_path: Path) -> None:
    path = tmp_path / "accounts.json"
    accounts = LocalAccounts(path, hasher=CHEAP)
    accounts.put("nurse-1", PASSWORD, name="Nora", role=Role.NURSE, team="t1")
    accounts.save()
    assert path.stat().st_mode & 0o777 == 0o600
    assert PASSWORD not in path.read_text()
    again = LocalAccounts(path, hasher=CHEAP)
    assert again.person("nurse-1") == accounts.person("nurse-1")
    assert [each.name for each in tmp_path.iterdir()] == ["accounts.json"]


@pytest.mark.parametrize(
    "words",
    [
        {"role": Role.SYSTEM},
        {"role": Role.NURSE},
        {"role": Role.ARM, "team": "t1"},
        {"role": Role.ARM, "user": "no spaces"},
        {"role": Role.ARM, "password": "short"},
    ],
)
def test_an_impossible_account_is_refused(tmp_path: Path, words: dict[str, Any]) -> None:
    accounts = LocalAccounts(tmp_path / "accounts.json", hasher=CHEAP)
    user, password = words.pop("user", "arm-1"), words.pop("password", PASSWORD)
    with pytest.raises(ValueError, match=r"account|password|Expected"):
        accounts.put(user, password, name="N", **words)
    assert len(accounts) == 0


@pytest.mark.parametrize("content", ["", "[]", '{"accounts":[{"user":"a"}]}'])
def test_a_broken_file_of_accounts_is_said_in_one_line(tmp_path: Path, content: str) -> None:
    path = tmp_path / "accounts.json"
    path.write_text(content)
    with pytest.raises(ValueError, match=r"\Aaccounts\.json: [^\n]+\Z"):
        LocalAccounts(path, hasher=CHEAP)
