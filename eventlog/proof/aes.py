"""AES-256-GCM, to open only (FIPS 197, NIST SP 800-38D), by the standard library alone: a part of
`verify_extract.py`. Its time tells of the key: for keys that were handed over, never for those of a site.
"""

from functools import lru_cache

from eventlog.proof.primitives import Fault

_Table = list[int]
_GCM_NONCE, _GCM_TAG = 12, 16


def _sbox() -> bytes:
    """The substitution of bytes: inverse in GF(2^8), then an affine map."""
    box, power, inverse = bytearray(256), 1, 1
    box[0] = 0x63
    for _ in range(255):
        power ^= power << 1 ^ (0x11B if power & 0x80 else 0)  # times 3
        inverse ^= inverse << 1  # divided by 3
        inverse ^= inverse << 2
        inverse ^= inverse << 4
        inverse = inverse & 0xFF ^ (0x09 if inverse & 0x80 else 0)
        turned = inverse * 0x0101
        box[power] = (inverse ^ turned >> 7 ^ turned >> 6 ^ turned >> 5 ^ turned >> 4 ^ 0x63) & 0xFF
    return bytes(box)


def _mixed(box: bytes) -> tuple[_Table, _Table, _Table, _Table]:
    """A byte substituted and multiplied by a column of MixColumns, as a word, for each of the four rows."""
    first: _Table = []
    for value in box:
        twice = value << 1 ^ (0x11B if value & 0x80 else 0)
        first.append(twice << 24 | value << 16 | value << 8 | twice ^ value)
    second, third, fourth = ([(w >> n | w << 32 - n) & 0xFFFFFFFF for w in first] for n in (8, 16, 24))
    return first, second, third, fourth


def _times_x(element: int) -> int:
    """One more power of x in GF(2^128), whose first bit is the highest."""
    return element >> 1 ^ (0xE1 << 120 if element & 1 else 0)


def _times_x8(element: int) -> int:
    for _ in range(8):
        element = _times_x(element)
    return element


_BOX = _sbox()
_MIXED = _mixed(_BOX)
_CARRIED = [_times_x8(low) for low in range(256)]


class Gcm:
    """What one key of 32 bytes sealed. Raises Fault for a key of another length."""

    def __init__(self, key: bytes) -> None:
        if len(key) != 32:
            raise Fault("not a key of 32 bytes")
        self._words = _expanded(key)
        self._multiples = _multiples(int.from_bytes(self._block(bytes(16)), "big"))

    def opened(self, nonce: bytes, sealed: bytes, bound: bytes) -> bytes:
        """What `sealed` (ciphertext, then tag) says, where it and `bound` are as they were. Raises Fault."""
        if len(nonce) != _GCM_NONCE or len(sealed) < _GCM_TAG:
            raise Fault("too short to be sealed")
        data, tag = sealed[:-_GCM_TAG], sealed[-_GCM_TAG:]
        mask = int.from_bytes(self._block(nonce + b"\0\0\0\1"), "big")
        if (self._hashed(bound, data) ^ mask).to_bytes(16, "big") != tag:
            raise Fault("the tag does not fit")
        count = -(-len(data) // 16)
        stream = b"".join(self._block(nonce + number.to_bytes(4, "big")) for number in range(2, count + 2))
        plain = int.from_bytes(data, "big") ^ int.from_bytes(stream[: len(data)], "big")
        return plain.to_bytes(len(data), "big")

    def _block(self, block: bytes) -> bytes:
        """One block of 16 bytes, enciphered."""
        one, two, three, four = _MIXED
        words, box = self._words, _BOX
        whole = int.from_bytes(block, "big")
        a, b = whole >> 96 ^ words[0], whole >> 64 & 0xFFFFFFFF ^ words[1]
        c, d = whole >> 32 & 0xFFFFFFFF ^ words[2], whole & 0xFFFFFFFF ^ words[3]
        for at in range(4, 56, 4):
            a, b, c, d = (
                one[a >> 24] ^ two[b >> 16 & 255] ^ three[c >> 8 & 255] ^ four[d & 255] ^ words[at],
                one[b >> 24] ^ two[c >> 16 & 255] ^ three[d >> 8 & 255] ^ four[a & 255] ^ words[at + 1],
                one[c >> 24] ^ two[d >> 16 & 255] ^ three[a >> 8 & 255] ^ four[b & 255] ^ words[at + 2],
                one[d >> 24] ^ two[a >> 16 & 255] ^ three[b >> 8 & 255] ^ four[c & 255] ^ words[at + 3],
            )
        last = 0
        for at, (p, q, r, s) in enumerate(((a, b, c, d), (b, c, d, a), (c, d, a, b), (d, a, b, c)), 56):
            word = box[p >> 24] << 24 | box[q >> 16 & 255] << 16 | box[r >> 8 & 255] << 8 | box[s & 255]
            last = last << 32 | word ^ words[at]
        return last.to_bytes(16, "big")

    def _hashed(self, bound: bytes, data: bytes) -> int:
        """GHASH of both, each filled up with zeros, and of their lengths in bits."""
        sizes = (len(bound) << 67 | len(data) << 3).to_bytes(16, "big")
        every = bound + bytes(-len(bound) % 16) + data + bytes(-len(data) % 16) + sizes
        multiples, carried, total = self._multiples, _CARRIED, 0
        for start in range(0, len(every), 16):
            total ^= int.from_bytes(every[start : start + 16], "big")
            product = 0
            for byte in total.to_bytes(16, "little"):
                product = product >> 8 ^ carried[product & 255] ^ multiples[byte]
            total = product
        return total


def _expanded(key: bytes) -> _Table:
    """The 60 words of the key's fifteen rounds."""
    words = [int.from_bytes(key[at : at + 4], "big") for at in range(0, 32, 4)]
    for at in range(8, 60):
        word = words[-1]
        if at % 8 == 0:
            word = (word << 8 | word >> 24) & 0xFFFFFFFF
        if at % 4 == 0:
            word = int.from_bytes(bytes(_BOX[byte] for byte in word.to_bytes(4, "big")), "big")
        if at % 8 == 0:
            word ^= 1 << 23 + at // 8
        words.append(words[-8] ^ word)
    return words


def _multiples(element: int) -> _Table:
    """An element of GF(2^128) times each of the 256 polynomials of a byte."""
    found, bit = [0] * 256, 128
    while bit:
        for other in range(0, 256, 2 * bit):
            found[other | bit] = found[other] ^ element
        bit, element = bit >> 1, _times_x(element)
    return found


@lru_cache(maxsize=64)
def gcm(key: bytes) -> Gcm:
    """What opens under a key: the last ones are kept."""
    return Gcm(key)
