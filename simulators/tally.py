"""What a night came to, counted by those who lived it."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field


@dataclass
class Tally:
    """Counts of one night.

    `facts` are those the server answered with, by tag; `refusals` its refusals, by name. `accepted` keeps
    for each accepted command the positions of its facts, so that the log itself can be held against it.
    `retries` are requests sent again with the same command id; `repeated` those answered as such.
    """

    facts: Counter[str] = field(default_factory=lambda: Counter[str]())
    refusals: Counter[str] = field(default_factory=lambda: Counter[str]())
    accepted: dict[str, tuple[int, ...]] = field(default_factory=lambda: dict[str, tuple[int, ...]]())
    commands: int = 0
    retries: int = 0
    repeated: int = 0
    queued_offline: int = 0
    positions_sent: int = 0
    calls_rung: int = 0
    calls_abandoned: int = 0
    break_glass: int = 0
    checked_commands: int = 0
    lost_commands: int = 0

    @property
    def calls_received(self) -> int:
        return self.facts["regulation-call.received"]

    @property
    def calls_regulated(self) -> int:
        return self.facts["regulation-call.regulation-started"]

    @property
    def visio_sessions(self) -> int:
        return self.facts["visio-session.requested"]

    @property
    def teleconsultations(self) -> int:
        """Those that a doctor began."""
        return self.facts["teleconsultation.begun"]

    @property
    def missions_ordered(self) -> int:
        return self.facts["mission.ordered"]

    @property
    def missions_closed(self) -> int:
        return self.facts["mission.closed"]

    @property
    def dmp_accesses(self) -> int:
        """Attempts, refused ones included: each is a fact."""
        return self.facts["dmp-access.requested"] + self.facts["dmp-access.refused"]

    def missing_from(self, log: Mapping[str, Collection[int]]) -> int:
        """How many accepted commands the log, as positions by command id, does not hold entirely."""
        return sum(
            not set(positions) <= set(log.get(command_id, ()))
            for command_id, positions in self.accepted.items()
        )

    def report(self) -> dict[str, int | dict[str, int]]:
        """The counts by name, refusals sorted by name."""
        names = (
            "calls_rung", "calls_abandoned", "calls_received", "calls_regulated", "visio_sessions",
            "teleconsultations", "missions_ordered", "missions_closed", "dmp_accesses", "break_glass",
            "commands", "retries", "repeated", "queued_offline", "positions_sent", "checked_commands",
            "lost_commands",
        )  # fmt: skip
        counts: dict[str, int | dict[str, int]] = {name: getattr(self, name) for name in names}
        return {**counts, "refusals": dict(sorted(self.refusals.items()))}
