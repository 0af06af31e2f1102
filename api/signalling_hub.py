"""Who is in which video session, and what goes from whom to whom. No socket, no clock, no network.

A room is one session. Its peers are at sockets of this process, or at those of another, which says so. Who
comes later makes the offer: a newcomer is given who is there, and those there are told of the newcomer.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final, Protocol

import msgspec

from api.signalling_between import Between, Came, Gone, Here, Known, Passed
from api.signalling_words import (
    Close,
    Ended,
    FromServer,
    Ice,
    Joined,
    Left,
    Peer,
    Signalled,
    Welcome,
    written,
)
from domain.visio_session.words import LadderStep, Participant

MOST: Final = 4
"""Peers in one session: each sends to each of the others."""
LOST_AFTER: Final = 15.0
"""Seconds without a word of a process before the peers it held are taken for gone."""


class RoomFull(Exception):
    """As many as a session holds are there already."""


class Line(Protocol):
    """The way to one socket of this process. Neither call waits, neither raises."""

    def send(self, frame: bytes) -> None:
        """Hand over a frame."""
        ...

    def close(self, code: int, why: str = "") -> None:
        """Close once what was handed over is gone."""
        ...


@dataclass
class _Here:
    known: Known
    line: Line
    welcomed: bool = False
    held: list[bytes] = field(default_factory=list[bytes])

    def send(self, frame: bytes) -> None:
        """Now, or once it is welcomed."""
        if self.welcomed:
            self.line.send(frame)
        else:
            self.held.append(frame)


@dataclass
class _There:
    known: Known
    process: str
    heard: float


@dataclass
class _Room:
    here: dict[str, _Here] = field(default_factory=dict[str, _Here])
    there: dict[str, _There] = field(default_factory=dict[str, _There])

    def known(self) -> Iterator[Known]:
        yield from (each.known for each in self.here.values())
        yield from (each.known for each in self.there.values())


class Hub:
    """The rooms of one process. `tell` says something of a session to the other processes."""

    def __init__(self, process: str, tell: Callable[[str, Between], None]) -> None:
        self.process = process
        self._tell = tell
        self._rooms: dict[str, _Room] = {}

    def holds(self, session: str) -> bool:
        """Whether the session has a socket here."""
        return session in self._rooms

    @property
    def sockets(self) -> int:
        """How many sockets are here."""
        return sum(len(room.here) for room in self._rooms.values())

    def peers(self, session: str) -> tuple[Peer, ...]:
        """Who is in the session, here or elsewhere."""
        room = self._rooms.get(session)
        return tuple(each.peer for each in room.known()) if room else ()

    def seated(self, session: str, participant: Participant, guest: str | None) -> bool:
        """Whether somebody of this side of the session is there."""
        return any((peer.participant, peer.guest) == (participant, guest) for peer in self.peers(session))

    def check_room(self, session: str, key: str) -> None:
        """Whether one more person may come. Raises RoomFull."""
        room = self._rooms.get(session)
        if room is not None and sum(each.key != key for each in room.known()) >= MOST:
            raise RoomFull(session)

    def enter(self, session: str, peer: Peer, key: str, line: Line) -> None:
        """A socket has opened. A former one of the same person is closed. Raises RoomFull."""
        self.check_room(session, key)
        room = self._rooms.setdefault(session, _Room())
        self._replace(session, room, key)
        known = Known(peer=peer, key=key)
        self._say(room, Joined(peer=peer))
        room.here[peer.id] = _Here(known, line)
        self._tell(session, Came(process=self.process, known=known))

    def welcome(self, session: str, id_: str, ice: Ice, ladder: LadderStep) -> None:
        """Tell this peer who is there; from now on it is told who comes. What was said to it has waited."""
        room = self._rooms.get(session)
        if room is None or (me := room.here.get(id_)) is None:
            return  # replaced meanwhile
        peers = tuple(each.peer for each in room.known() if each.peer.id != id_)
        me.line.send(written(Welcome(you=id_, peers=peers, ice=ice, ladder=ladder)))
        me.welcomed = True
        for frame in me.held:
            me.line.send(frame)
        me.held.clear()

    def leave(self, session: str, id_: str) -> None:
        """A socket is closed."""
        room = self._rooms.get(session)
        if room is None or room.here.pop(id_, None) is None:
            return
        if not room.here:
            del self._rooms[session]
        self._say(room, Left(peer=id_))
        self._tell(session, Gone(process=self.process, peer=id_))

    def signal(self, session: str, sender: str, to: str, data: msgspec.Raw) -> None:
        """From a peer here to any peer; to one who has left it goes nowhere."""
        room = self._rooms.get(session)
        if room is None:
            return
        if to in room.there:
            self._tell(session, Passed(process=self.process, sender=sender, to=to, data=data))
        else:
            _deliver(room, to, sender, data)

    def say(self, session: str, message: FromServer) -> None:
        """The same to every socket of the session here."""
        if room := self._rooms.get(session):
            frame = written(message)
            for each in room.here.values():
                each.send(frame)

    def end(self, session: str, how: str, whose: Callable[[Peer], bool] = lambda _: True) -> None:
        """It is over for those peers of the session: they are told and closed."""
        room = self._rooms.get(session)
        frame = written(Ended(how=how))
        for each in tuple(room.here.values()) if room else ():
            if whose(each.known.peer):
                each.line.send(frame)
                each.line.close(Close.DONE, how)

    def stop(self) -> None:
        """The process ends: everybody may come again, elsewhere."""
        for room in self._rooms.values():
            for each in room.here.values():
                each.line.close(Close.COME_AGAIN)

    def hear(self, session: str, message: Between, now: float) -> None:
        """What another process says at `now` (seconds)."""
        room = self._rooms.get(session)
        if room is None or message.process == self.process:
            return
        match message:
            case Came(known=known, process=process):
                self._replace(session, room, known.key)
                if not room.here:
                    del self._rooms[session]
                    return
                room.there[known.peer.id] = _There(known, process, now)
                self._say(room, Joined(peer=known.peer))
                self._tell_here(session, room)
            case Here(known=known, process=process):
                self._hear_here(room, known, process, now)
            case Gone(peer=peer):
                self._gone(room, peer)
            case Passed(sender=sender, to=to, data=data):
                _deliver(room, to, sender, data)

    def beat(self, now: float) -> None:
        """Say again who is here, and take those for gone whose process says nothing."""
        for session, room in self._rooms.items():
            self._tell_here(session, room)
            for id_, each in tuple(room.there.items()):
                if now - each.heard > LOST_AFTER:
                    self._gone(room, id_)

    def _hear_here(self, room: _Room, known: tuple[Known, ...], process: str, now: float) -> None:
        said = {each.peer.id: each for each in known}
        for id_, each in tuple(room.there.items()):
            if each.process == process and id_ not in said:
                self._gone(room, id_)
        for each in known:
            if each.peer.id not in room.there:
                # There before, and nobody here was told: whoever is here makes the offer.
                self._say(room, Joined(peer=each.peer, offer=True))
            room.there[each.peer.id] = _There(each, process, now)

    def _replace(self, session: str, room: _Room, key: str) -> None:
        for id_, each in tuple(room.here.items()):
            if each.known.key == key:
                each.line.close(Close.REPLACED)
                del room.here[id_]
                self._say(room, Left(peer=id_))
                self._tell(session, Gone(process=self.process, peer=id_))

    def _gone(self, room: _Room, id_: str) -> None:
        if room.there.pop(id_, None) is not None:
            self._say(room, Left(peer=id_))

    def _tell_here(self, session: str, room: _Room) -> None:
        known = tuple(each.known for each in room.here.values())
        if known:
            self._tell(session, Here(process=self.process, known=known))

    @staticmethod
    def _say(room: _Room, message: Joined | Left) -> None:
        """Of who comes and goes: who is not welcomed yet will be told who is there."""
        frame = written(message)
        for each in room.here.values():
            if each.welcomed:
                each.line.send(frame)


def _deliver(room: _Room, to: str, sender: str, data: msgspec.Raw) -> None:
    if (found := room.here.get(to)) is not None:
        found.send(written(Signalled(sender=sender, data=data)))
