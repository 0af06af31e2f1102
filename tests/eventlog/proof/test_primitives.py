"""Signatures and notes by the standard library, against RFC 8032, C2SP and the library that signs."""

import base64
import random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from eventlog.proof.notes import Signer, note_of, quickly_signed, text_of, vkey
from eventlog.proof.primitives import (
    Checkpoint,
    Fault,
    Key,
    ed25519_verifies,
    read_checkpoint,
    signed,
    split_note,
    unbase64,
)

# RFC 8032, 7.1: public key, message, signature.
RFC_8032 = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
        "d25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
        "387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
        "4a7c15e9716ed28dc027beceea1ec40a",
    ),
]
# Of the order of the group: added to a signature's scalar, it must not make a second good signature.
ORDER = 2**252 + 27742317777372353535851937790883648493

NOTE = b"""example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

"""

CHECKPOINT = Checkpoint(
    number=7,
    origin="vigie/test/250",
    size=12,
    root=bytes(range(32)),
    at="2026-11-22T03:12:00Z",
    keys=4,
    counts=bytes(range(1, 33)),
    previous=base64.b64encode(bytes(32)).decode(),
    introduces=None,
)


@pytest.mark.parametrize(("public", "message", "signature"), RFC_8032)
def test_signatures_of_the_rfc_hold(public: str, message: str, signature: str) -> None:
    key, text, whole = (bytes.fromhex(each) for each in (public, message, signature))
    assert ed25519_verifies(key, text, whole)
    assert not ed25519_verifies(key, text + b"x", whole)
    scalar = int.from_bytes(whole[32:], "little") + ORDER
    assert not ed25519_verifies(key, text, whole[:32] + scalar.to_bytes(32, "little"))


def test_it_agrees_with_the_library_on_good_and_spoilt_signatures() -> None:
    chance = random.Random(8032)
    for _ in range(30):
        private = Ed25519PrivateKey.from_private_bytes(chance.randbytes(32))
        public, message = private.public_key().public_bytes_raw(), chance.randbytes(chance.randrange(200))
        signature = private.sign(message)
        assert ed25519_verifies(public, message, signature)
        spoilt = bytearray(signature)
        spoilt[chance.randrange(64)] ^= 1 << chance.randrange(8)
        assert not ed25519_verifies(public, message, bytes(spoilt))


@pytest.mark.parametrize(
    "public",
    [
        b"",
        bytes(31),
        b"\xff" * 32,  # not below the prime
        b"\xed" + b"\xff" * 30 + b"\x7f",  # the prime itself, for zero
        b"\1" + bytes(30) + b"\x80",  # x = 0 with a sign
        b"\2" + bytes(31),  # on no curve
    ],
)
def test_what_is_no_point_is_no_key(public: bytes) -> None:
    assert not ed25519_verifies(public, b"", bytes(64))


def test_a_key_is_written_down_and_read() -> None:
    key = Signer.fresh("vigie/test/250").key
    assert Key.read(vkey(key)) == key
    name, number, encoded = vkey(key).split("+", 2)
    strangers = ["", "x", f"{name}+00000000+{encoded}", f"other+{number}+{encoded}", f"{name}+{number}+AAAA"]
    for text in strangers:
        with pytest.raises(Fault):
            Key.read(text)


def test_an_example_of_the_standard_is_read() -> None:
    signature = (
        "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gG"
        "zGku9nTo+zyWE+xeMcTOAYQ8=\n"
    )
    text, signatures = split_note(NOTE + signature.encode())
    assert text == NOTE[:-1]
    assert [(name, len(said)) for name, _, said in signatures] == [("example.com/behind-the-sofa", 64)]


def test_a_note_is_signed_by_both_ways_of_reading_it() -> None:
    signer, other = Signer.fresh("vigie/test/250"), Signer.fresh("vigie/test/250")
    text, signatures = split_note(note_of(NOTE[:-1], [signer.line(NOTE[:-1])]))
    for check in (signed, quickly_signed):
        assert check(text, signatures, signer.key)
        assert not check(text, signatures, other.key)
        with pytest.raises(Fault, match="is wrong"):
            check(text + b"more\n", signatures, signer.key)


def test_a_checkpoint_is_read_as_it_was_written() -> None:
    for said in (CHECKPOINT, CHECKPOINT._replace(previous="none", introduces="a+b+c")):
        assert read_checkpoint(text_of(said)) == said


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"12\n", b"012\n"),
        (b"number 7", b"number 0"),
        (b"counts 2 ", b"counts 1 "),
        (b"Z\n", b"\n"),
        (b"time", b"Time"),
        (b"vigie/test/250\n", b"\n"),
    ],
)
def test_a_checkpoint_written_otherwise_is_none(old: bytes, new: bytes) -> None:
    text = text_of(CHECKPOINT)
    assert old in text
    with pytest.raises(Fault):
        read_checkpoint(text.replace(old, new, 1))


@pytest.mark.parametrize("text", ["QQ", "QR==", "QQ==\n", "Q Q==", "====", None, 7])
def test_there_is_one_base64_of_each_bytes(text: object) -> None:
    with pytest.raises(Fault):
        unbase64(text)
