"""One centre's sealed log, as each of its processes has it."""

from typing import Any
from uuid import uuid4

from domain.fact import Act, Actor
from domain.house import DECIDERS, AnyCommand, AnyFact, plan
from domain.regulation_call import commands as c
from domain.vocabulary import Caller, CallOrigin, Priority, TeamNeeds
from eventlog.codec import Codec
from eventlog.connection import Connection
from eventlog.jetstream import JetStreamJournal, open_journal
from eventlog.layout import Layout
from eventlog.log import EventLog
from eventlog.sealing.keys import Keys
from eventlog.sealing.master import MasterKey
from eventlog.sealing.sealing import Sealing
from eventlog.snapshots import MemorySnapshots
from tests.builders import ARM, DOCTOR, NOW, PLACE

MASTER = MasterKey(b"m" * 32)
NAME = "Zwyczajna"


class Site:
    """One centre's sealed log, as one process has it."""

    def __init__(self, connection: Connection, journal: JetStreamJournal, centre: str) -> None:
        self.journal = journal
        self.keys = Keys(connection, centre)
        self.codec = Codec(AnyFact, keys=self.keys)
        self.snapshots = MemorySnapshots()
        self.log = EventLog(
            journal,
            self.codec,
            DECIDERS,
            snapshots=self.snapshots,
            snapshot_every=3,
            sealing=Sealing(self.keys, self.codec),
        )

    async def open(self, master: MasterKey = MASTER) -> None:
        await self.keys.open()
        await self.keys.unlock(lambda: master, lambda: master)

    async def say(self, command: AnyCommand, by: Actor = ARM) -> Any:
        return await self.log.execute(plan(command), Act(at=NOW, by=by, command_id=uuid4().hex))

    async def call(self, name: str = "C1") -> None:
        """A located call of a patient with a name."""
        who = Caller(name=NAME)
        await self.say(c.ReceiveCall(call=name, origin=CallOrigin.LINE_15, rang_at=NOW, caller=who))
        await self.say(c.LocateCall(call=name, place=PLACE))

    async def mission(self, call: str, mission: str) -> None:
        """That call, with a mission."""
        await self.call(call)
        await self.say(c.AssignPriority(call=call, priority=Priority.P1))
        await self.say(c.TransferToRegulator(call=call))
        await self.say(c.StartRegulation(call=call), DOCTOR)
        await self.say(c.DecideIntervention(call=call, mission=mission, needs=TeamNeeds()), DOCTOR)


async def opened_site(connection: Connection) -> Site:
    centre = uuid4().hex
    journal = await open_journal(connection, Layout.for_centre(centre))
    site = Site(connection, journal, centre)
    await site.open()
    return site


def another(site: Site, connection: Connection) -> Site:
    """The same centre, in another process."""
    return Site(connection, site.journal, site.journal.layout.stream.removeprefix("CRRA_"))
