"""The store of pictures in memory: the simplest thing that keeps the contract."""

from eventlog.sealing.keys import FileErased


class MediaInMemory:
    def __init__(self) -> None:
        self._parts: dict[tuple[str, str], dict[int, bytes]] = {}
        self._kept: dict[tuple[str, str], bytes] = {}
        self.erased: set[str] = set()

    async def keep_part(self, file: str, media: str, part: int, content: bytes) -> None:
        self._refuse_erased(file)
        self._parts.setdefault((file, media), {})[part] = content

    async def parts(self, file: str, media: str) -> frozenset[int]:
        return frozenset(self._parts.get((file, media), {}))

    async def whole(self, file: str, media: str, parts: int) -> bytes | None:
        found = self._parts.get((file, media), {})
        if not found.keys() >= set(range(parts)):
            return None
        self._refuse_erased(file)
        return b"".join(found[part] for part in range(parts))

    async def drop_parts(self, file: str, media: str) -> None:
        self._parts.pop((file, media), None)

    async def coming(self, file: str) -> frozenset[str]:
        return frozenset(media for of, media in self._parts if of == file)

    async def keep(self, file: str, name: str, content: bytes) -> None:
        self._refuse_erased(file)
        self._kept[file, name] = content

    async def read(self, file: str, name: str) -> bytes | None:
        if (file, name) not in self._kept:
            return None
        self._refuse_erased(file)
        return self._kept[file, name]

    async def names(self, file: str) -> frozenset[str]:
        return frozenset(name for of, name in self._kept if of == file)

    def _refuse_erased(self, file: str) -> None:
        if file in self.erased:
            raise FileErased(f"file {file} was erased")
