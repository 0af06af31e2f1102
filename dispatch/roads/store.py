"""A road graph in one file: a header, then the arrays as they lie in memory: workers map it and share it.

Layout: the mark, the header's length (8 bytes, little end first), the header (JSON), then the arrays, each at
a multiple of 64 bytes. The header holds the SHA-256 of everything after it and of what else it says.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from dispatch.roads.graph import Graph

SUFFIX = ".roads"

FORMAT = 2
"""Goes up whenever the arrays, their meaning or the digest change: import the extract again then."""

_MARK = b"vigie roads\n"
_LENGTH = 8
_ALIGN = 64
_MOST_HEADER = 1024 * 1024


class BadGraph(ValueError):
    """The file holds no graph that can be used. The message names the file and says what to do."""


class _Array(msgspec.Struct, frozen=True):
    name: str
    dtype: str
    shape: tuple[int, ...]
    offset: int


class Label(msgspec.Struct, frozen=True, kw_only=True):
    """What a graph was made from. `date` is when its data were current ("" unknown), as the extract says."""

    name: str
    source: str
    date: str = ""
    format: int = FORMAT


class _Header(msgspec.Struct, frozen=True):
    label: Label
    arrays: tuple[_Array, ...]
    size: int
    digest: str


class Loaded(msgspec.Struct, frozen=True):
    """A graph mapped from its file. `digest` names its content, `size` is that of the file in bytes."""

    graph: Graph
    label: Label
    digest: str
    size: int


def save(graph: Graph, label: Label, file: Path) -> None:
    """Write the graph; `file` is the old one until the new one is whole and on the disk. Raises OSError."""
    handle, part = tempfile.mkstemp(prefix=f"{file.name}.", suffix=".part", dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            for block in _blocks(graph, label):
                out.write(block)
            out.flush()
            os.fsync(out.fileno())
        Path(part).replace(file)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def load(file: Path) -> Loaded:
    """Map the graph of `file` into memory, read-only, once its digest is seen to be right.

    Raises BadGraph (a ValueError), OSError.
    """
    content: NDArray[np.uint8] = np.zeros(0, dtype=np.uint8)
    if file.stat().st_size:
        content = np.memmap(file, dtype=np.uint8, mode="r")
    header, start = _read_header(file, content)
    data = content[start:]
    digest = hashlib.sha256(_bytes_of(data))
    digest.update(_described(header.label, header.arrays, header.size))
    if len(data) != header.size or digest.hexdigest() != header.digest:
        raise BadGraph(f"{file}: the road graph is damaged; import it again")
    arrays = {
        each.name: np.frombuffer(data, each.dtype, int(np.prod(each.shape)), each.offset).reshape(each.shape)
        for each in header.arrays
    }
    return Loaded(Graph(**arrays), header.label, header.digest, len(content))


def _read_header(file: Path, content: NDArray[np.uint8]) -> tuple[_Header, int]:
    start = len(_MARK) + _LENGTH
    if content[: len(_MARK)].tobytes() != _MARK or len(content) < start:
        raise BadGraph(f"{file}: not a road graph; make one with `vigie roads import`")
    length = int.from_bytes(content[len(_MARK) : start].tobytes(), "little")
    text = content[start : start + min(length, _MOST_HEADER)].tobytes()
    try:
        found = msgspec.json.decode(text, type=dict[str, Any])["label"]["format"]
        if found != FORMAT:
            raise BadGraph(
                f"{file}: made by another release (format {found}, here {FORMAT}); import it again"
            )
        return msgspec.json.decode(text, type=_Header), start + length
    except (msgspec.DecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise BadGraph(f"{file}: the road graph is damaged; import it again") from error


def _described(label: Label, arrays: tuple[_Array, ...], size: int) -> bytes:
    """What the header says of the data, for the digest: a changed offset would be another graph."""
    return msgspec.json.encode((label, arrays, size))


def _blocks(graph: Graph, label: Label) -> Iterator[bytes | memoryview]:
    arrays: list[_Array] = []
    offset = 0
    digest = hashlib.sha256()
    for block, described in _data(graph):
        if described is not None:
            arrays.append(msgspec.structs.replace(described, offset=offset))
        digest.update(block)
        offset += len(block)
    digest.update(_described(label, tuple(arrays), offset))
    header = msgspec.json.encode(_Header(label, tuple(arrays), offset, digest.hexdigest()))
    # Spaces after the document bring the data to a multiple of the alignment.
    header += b" " * (-(len(_MARK) + _LENGTH + len(header)) % _ALIGN)
    yield _MARK + len(header).to_bytes(_LENGTH, "little") + header
    for block, _ in _data(graph):
        yield block


def _bytes_of(array: NDArray[Any]) -> memoryview:
    """The array's own memory, not a copy."""
    return array.reshape(-1).view(np.uint8).data


def _data(graph: Graph) -> Iterator[tuple[bytes | memoryview, _Array | None]]:
    """The bytes of each array with its description, and the filling between two."""
    for name in Graph.__struct_fields__:
        array: NDArray[Any] = np.ascontiguousarray(getattr(graph, name))
        block = _bytes_of(array)
        yield block, _Array(name, array.dtype.newbyteorder("<").str, array.shape, 0)
        yield b"\0" * (-len(block) % _ALIGN), None
