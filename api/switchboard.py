"""The signalling of one process: sockets come in by the log, and the log's facts close them.

Joining is a fact before anybody is told of it, leaving one after a grace for who comes back.
"""

import asyncio
import secrets
import time
from collections import defaultdict
from contextlib import suppress
from typing import Any, Final

from api.house import House
from api.live import end
from api.metrics import SIGNALLING
from api.signalling_between import Between, Came, heard, told
from api.signalling_facts import Over, Seen, is_over, meaning, present, step_of
from api.signalling_hub import Hub, Line, RoomFull
from api.signalling_seats import Seat
from api.signalling_words import Close, Peer, WaysRenewed, written
from api.tracing import log
from api.turn import Ways
from domain import visio_session
from domain.envelope import Recorded, StreamId
from domain.fact import Refusal
from domain.visio_session.commands import JoinVisio, LeaveVisio
from domain.visio_session.facts import ParticipantLeft
from domain.visio_session.states import VisioSessionState
from domain.visio_session.words import Participant
from eventlog.journal import LogError

GRACE_SECONDS: Final = 10.0
BEAT_SECONDS: Final = 5.0
HEARSAY_SECONDS: Final = 0.3
"""How long a newcomer waits for other processes to say who is there, where the log says somebody is."""
_MOST_UNTOLD: Final = 10_000
_LEAVE_ATTEMPTS: Final = 5

Side = tuple[str, Participant, str | None]


class NotAdmitted(Exception):
    """This socket cannot come in: `why` is the reason's name."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Switchboard:
    """One event loop. `run` it for as long as sockets may come; `close` at the end."""

    def __init__(self, house: House, *, grace_seconds: float = GRACE_SECONDS) -> None:
        self._house = house
        self._grace_seconds = grace_seconds
        self.hub = Hub(secrets.token_hex(8), self._tell)
        self._untold: asyncio.Queue[tuple[str, Between]] = asyncio.Queue(_MOST_UNTOLD)
        self._arrivals: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self._leaving: dict[Side, tuple[Seat, asyncio.Task[None]]] = {}
        self._seats: dict[str, tuple[Seat, Line]] = {}
        self._ways = Ways(house.turn)
        self._looking = asyncio.Event()
        self._joining: set[asyncio.Task[None]] = set()
        self._stop = house.board.subscribe(lambda change: self.fact(change.recorded))

    async def enter(self, seat: Seat, line: Line) -> Peer:
        """Join, and welcome. Raises Refusals, LogErrors, NotAdmitted: then nobody has come in."""
        peer = Peer(id=secrets.token_urlsafe(12), participant=seat.participant, guest=seat.guest)
        await self._stays(seat)
        try:
            self.hub.check_room(seat.session, seat.key)
            joined = await seat.issue(_join(seat), f"visio-join:{peer.id}")
            self.hub.enter(seat.session, peer, seat.key, line)
        except RoomFull:
            await self.leave(seat, peer, at_once=True)
            raise NotAdmitted("SessionFull") from None
        except (LogError, asyncio.CancelledError):
            await self.leave(seat, peer, at_once=True)  # whether it is in the log nobody can say
            raise
        self._seats[peer.id] = (seat, line)
        SIGNALLING.set(len(self._seats))
        try:
            await self._welcome(seat, peer, joined=joined)
        except BaseException:
            await self.leave(seat, peer, at_once=True)
            raise
        return peer

    async def leave(self, seat: Seat, peer: Peer, *, at_once: bool) -> None:
        """The socket is closed. A fact unless somebody of this side is still there, or comes back in time."""
        self._seats.pop(peer.id, None)
        self._ways.forget(peer.id)
        SIGNALLING.set(len(self._seats))
        self.hub.leave(seat.session, peer.id)
        if self._empty(seat):
            await self._stays(seat)
            if at_once or self._house.stopping.is_set():
                await self._left(seat)
            else:
                task = asyncio.create_task(self._leave_later(seat), name="visio-leave")
                self._leaving[_side(seat)] = (seat, task)

    def fact(self, recorded: Recorded[Any]) -> None:
        """One more fact of the log: those concerned are told, and closed where it ends their session."""
        if recorded.stream.kind != visio_session.KIND or not self.hub.holds(recorded.stream.id):
            return
        if isinstance(recorded.fact, ParticipantLeft):
            self._deny((recorded.stream.id, recorded.fact.participant, recorded.fact.guest))
        said = meaning(recorded)
        if isinstance(said, Over):
            self.hub.end(recorded.stream.id, said.how, said.whose)
        elif said is not None:
            self.hub.say(recorded.stream.id, said)

    async def check_seats(self) -> None:
        """Close the sockets of those who may stay no longer."""
        for seat, line in tuple(self._seats.values()):
            if not await seat.still_allowed():
                line.close(Close.NOT_SIGNED_IN)

    def look_again(self, seconds: float) -> None:
        """Check the seats in so long, not only at the next beat."""
        asyncio.get_running_loop().call_later(seconds, self._looking.set)

    async def run(self) -> None:
        """Speak with the other processes, and look again at who may stay, for ever."""
        relay = self._house.relay
        if relay is None:
            await self._beat()
            return
        async with relay.listening(self.hear), asyncio.TaskGroup() as both:
            both.create_task(self._beat())
            both.create_task(self._speak())

    def hear(self, session: str, payload: bytes) -> None:
        """What another process says."""
        if (message := heard(payload)) is None:
            return
        self.hub.hear(session, message, time.monotonic())
        if session in self._arrivals:
            self._arrivals[session].set()

    async def close(self) -> None:
        """Whoever is in the grace has left."""
        self._stop()
        for seat, task in tuple(self._leaving.values()):
            await end([task])
            await self._left(seat)
        await end(self._joining)

    async def _welcome(self, seat: Seat, peer: Peer, *, joined: bool) -> None:
        state = await self._state(seat)
        if is_over(state):
            raise NotAdmitted("SessionOver")
        if self._house.relay is not None:
            await self._hear_others(seat, present(state) - ({_side(seat)[1:]} if joined else set()))
            state = await self._state(seat)
        ice = self._ways.given(peer.id, seat.participant)
        self.hub.welcome(seat.session, peer.id, ice, step_of(state))

    async def _state(self, seat: Seat) -> VisioSessionState:
        state, _ = await self._house.log.load(StreamId(visio_session.KIND, seat.session))
        return state

    async def _hear_others(self, seat: Seat, there: frozenset[Seen]) -> None:
        """Until those who are there by the log are known here. Who has just left need not be waited for."""
        in_grace = {side[1:] for side in self._leaving if side[0] == seat.session}
        news = self._arrivals[seat.session]
        try:
            async with asyncio.timeout(HEARSAY_SECONDS):
                while True:
                    news.clear()
                    others = [(each.participant, each.guest) for each in self.hub.peers(seat.session)]
                    others.remove((seat.participant, seat.guest))
                    if there <= set(others) | in_grace:
                        return
                    await news.wait()
        except TimeoutError:
            log.info("nobody says who is at a video session", participants=len(there))
        finally:
            if self._arrivals.get(seat.session) is news:
                del self._arrivals[seat.session]

    def _empty(self, seat: Seat) -> bool:
        return not self.hub.seated(seat.session, seat.participant, seat.guest)

    async def _stays(self, seat: Seat) -> None:
        """Nobody of this side is about to leave any more."""
        if (waiting := self._leaving.pop(_side(seat), None)) is not None:
            await end([waiting[1]])

    def _deny(self, side: Side) -> None:
        """Another process says that a side has left, which is still here: it has joined again."""
        for id_, (seat, _) in self._seats.items():
            if _side(seat) == side and not self._house.stopping.is_set():
                number = f"visio-join:{id_}:{secrets.token_hex(4)}"
                task = asyncio.create_task(self._join_again(seat, number))
                self._joining.add(task)
                task.add_done_callback(self._joining.discard)
                return

    async def _join_again(self, seat: Seat, number: str) -> None:
        with suppress(Refusal, LogError):
            await seat.issue(_join(seat), number)

    async def _leave_later(self, seat: Seat) -> None:
        await asyncio.sleep(self._grace_seconds)
        if self._empty(seat):
            await self._left(seat)
        self._leaving.pop(_side(seat), None)

    async def _left(self, seat: Seat) -> None:
        self._leaving.pop(_side(seat), None)
        command = LeaveVisio(session=seat.session, participant=seat.participant, guest=seat.guest)
        id_ = f"visio-leave:{secrets.token_hex(8)}"
        for attempt in range(_LEAVE_ATTEMPTS):
            with suppress(Refusal):
                try:
                    await seat.issue(command, id_)
                except LogError as error:
                    log.warning("leaving a video session not recorded yet", why=type(error).__name__)
                    await asyncio.sleep(2**attempt * 0.1)
                    continue
            return

    def _tell(self, session: str, message: Between) -> None:
        if self._house.relay is not None:
            with suppress(asyncio.QueueFull):
                self._untold.put_nowait((session, message))

    async def _speak(self) -> None:
        relay = self._house.relay
        while relay is not None:
            session, message = await self._untold.get()
            try:
                await relay.tell(session, told(message))
            except LogError as error:
                log.info("other processes are not told", why=type(error).__name__, of=type(message) is Came)

    def _renew_ways(self) -> None:
        for id_, ice in self._ways.due().items():
            if (seated := self._seats.get(id_)) is not None:
                seated[1].send(written(WaysRenewed(ice=ice)))

    async def _beat(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(min(BEAT_SECONDS, self._house.beat_seconds)):
                    await self._looking.wait()
            self._looking.clear()
            self.hub.beat(time.monotonic())
            self._renew_ways()
            await self.check_seats()


def _join(seat: Seat) -> JoinVisio:
    return JoinVisio(session=seat.session, participant=seat.participant, guest=seat.guest)


def _side(seat: Seat) -> Side:
    return seat.session, seat.participant, seat.guest
