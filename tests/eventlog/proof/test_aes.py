"""AES-256-GCM in plain Python opens what others sealed, and nothing that was changed."""

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as some

from eventlog.proof.aes import Gcm
from eventlog.proof.primitives import Fault

KEY = "feffe9928665731c6d6a8f9467308308" * 2
NONCE = "cafebabefacedbaddecaf888"
PLAIN = (
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
    "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255"
)
CIPHER = (
    "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
    "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad"
)
ZEROS = "cea7403d4d606b6e074ec5d3baf39d18"
BOUND = "feedfacedeadbeeffeedfacedeadbeefabaddad2"
# Test cases 13 to 16 of the specification of GCM (McGrew and Viega), those of 256 bits.
VECTORS = [
    ("00" * 32, "00" * 12, "", "", "", "530f8afbc74536b9a963b4f1c4cb738b"),
    ("00" * 32, "00" * 12, "00" * 16, "", ZEROS, "d0d1c8a799996bf0265b98b5d48ab919"),
    (KEY, NONCE, PLAIN, "", CIPHER, "b094dac5d93471bdec1a502270e3cc6c"),
    (KEY, NONCE, PLAIN[:120], BOUND, CIPHER[:120], "76fc6ece0f4e1768cddf8853bb2d551b"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "nonce", "plain", "bound", "cipher", "tag"), VECTORS)
def test_vectors_of_the_specification(
    key: str, nonce: str, plain: str, bound: str, cipher: str, tag: str
) -> None:
    opened = Gcm(bytes.fromhex(key)).opened(
        bytes.fromhex(nonce), bytes.fromhex(cipher + tag), bytes.fromhex(bound)
    )
    assert opened.hex() == plain


@given(
    key=some.binary(min_size=32, max_size=32),
    nonce=some.binary(min_size=12, max_size=12),
    plain=some.binary(max_size=300),
    bound=some.binary(max_size=80),
    data=some.data(),
)
@settings(max_examples=100, deadline=None)
def test_as_cryptography(key: bytes, nonce: bytes, plain: bytes, bound: bytes, data: some.DataObject) -> None:
    sealed = AESGCM(key).encrypt(nonce, plain, bound)
    assert Gcm(key).opened(nonce, sealed, bound) == plain
    changed = bytearray(sealed)
    changed[data.draw(some.integers(0, len(sealed) - 1))] ^= data.draw(some.integers(1, 255))
    for other in ((nonce, bytes(changed), bound), (nonce, sealed, bound + b"x"), (nonce, sealed[:15], bound)):
        with pytest.raises(Fault):
            Gcm(key).opened(*other)


def test_what_is_no_key_or_too_short_is_named() -> None:
    with pytest.raises(Fault, match="32 bytes"):
        Gcm(bytes(16))
    with pytest.raises(Fault, match="too short"):
        Gcm(bytes(32)).opened(bytes(11), bytes(16), b"")
