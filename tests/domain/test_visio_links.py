"""The tokens of video sessions: nobody without the key makes one, and none is made by mending another."""

from random import Random

import pytest

from domain.visio_session.links import LONGEST, Link, LinkKey, digest

KEY = LinkKey(b"k" * 32)
OTHER = LinkKey(b"o" * 32)
PATIENT, AGAIN, GUEST = Link("V1"), Link("V1", 2), Link("V1", 1, "G1")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~ é"


@pytest.mark.parametrize("link", [PATIENT, AGAIN, GUEST, Link("a.b-c_9", 1000, "x.y")])
def test_a_token_opens_the_link_that_it_is_for(link: Link) -> None:
    token = KEY.token(link)
    assert KEY.read(token) == link
    assert KEY.token(link) == token, "a repeated message carries the same link"
    assert Link.named(link.name) == link


def mutated(token: str, random: Random) -> str:
    """A token with one thing changed: a character, a piece more or less, or a field of another token."""
    at = random.randrange(len(token))
    match random.randrange(6):
        case 0:
            return token[:at] + random.choice(LETTERS) + token[at + 1 :]
        case 1:
            return token[:at] + token[at + 1 :]
        case 2:
            return token[:at] + random.choice(LETTERS) + token[at:]
        case 3:
            return token.replace("V1", f"V{random.randrange(2, 10_000)}")
        case 4:
            head, generation, mac = token.rsplit(".", 2)
            return f"{head}.{int(generation) + random.randrange(1, 999)}.{mac}"
        case _:
            return f"{token.rpartition('.')[0]}.{''.join(random.choices(LETTERS[:64], k=22))}"


def test_of_ten_thousand_forged_or_mutated_tokens_none_opens() -> None:
    random, true = Random(6), [KEY.token(link) for link in (PATIENT, AGAIN, GUEST)]
    tried = {mutated(random.choice(true), random) for _ in range(9_000)} - set(true)
    tried |= {OTHER.token(Link(f"V{number}", 1 + number % 9)) for number in range(4_000)}
    tried |= {
        "",
        ".",
        "..",
        "~",
        "V1",
        "V1.1",
        "V1.1.",
        "V1~.1.x",
        "V1.01." + true[0][-22:],
        true[0] + "\x00",
    }
    tried |= {true[0].upper(), f" {true[0]}", f"{true[0]} ", true[0] * 2, "é" * 50, "V1.1.é", "a" * 5_000}
    assert len(tried) > 10_000
    assert [token for token in tried if KEY.read(token) is not None] == []


def test_a_role_is_in_the_mac_and_a_long_text_is_no_token() -> None:
    mac = KEY.token(PATIENT).rpartition(".")[2]
    assert KEY.read(f"{GUEST.name}.{mac}") is None
    assert KEY.read(f"{'a' * LONGEST}.1.{mac}") is None


def test_the_codes_are_of_the_link_and_tell_nothing_of_the_token() -> None:
    codes = {KEY.short_code(Link(f"V{number}")) for number in range(500)}
    assert len(codes) > 400
    assert all(len(code) == 4 and code.isdigit() for code in codes)
    spoken = KEY.spoken_code(PATIENT)
    assert len(spoken) == 8
    assert KEY.is_spoken_code(PATIENT, f"{spoken[:4]} {spoken[4:]}")
    assert not KEY.is_spoken_code(AGAIN, spoken)
    assert not KEY.is_spoken_code(PATIENT, f"{(int(spoken) + 1) % 10**8:08}")
    assert KEY.spoken_code(AGAIN) != spoken
    assert digest(KEY.token(PATIENT)) != digest(KEY.token(AGAIN))
    assert "k" * 8 not in repr(KEY)
