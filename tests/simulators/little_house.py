"""A little Vigie in memory, spoken to over HTTP: the domain's own decisions, reactions and views, no log."""

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from functools import reduce
from typing import Any

import httpx
import msgspec

from domain.asks import AssessAccess, OpenRecord, SendInvitation, SendNotice
from domain.dmp_access import commands as d
from domain.dmp_access.commands import DmpAnswer, RecordAssessment, RecordNotice
from domain.envelope import Recorded, StreamId
from domain.fact import Act, Actor, Fact, Refusal
from domain.house import DECIDERS, AnyCommand, plan
from domain.mission.commands import ProposeTeams
from domain.proposal import Candidate, Proposal
from domain.reactions import react
from domain.visio_session.commands import ConfirmInvitation
from domain.vocabulary import Position, Role
from projections.board_teams import TeamRow
from projections.regulator_board import REGULATOR_BOARD
from projections.team_sheet import TEAM_SHEETS, sheet
from simulators.ground import drive_seconds, metres
from simulators.night import AccountNeeded
from simulators.timeline import Timeline
from simulators.wire import DOORS

SYSTEM = Actor(Role.SYSTEM, "vigie")


def _decoder(door: str) -> msgspec.json.Decoder[Any]:
    taken: list[Any] = [command for command, way in DOORS.items() if way == door]
    return msgspec.json.Decoder(reduce(lambda one, other: one | other, taken))


_DECODERS = {door: _decoder(door) for door in set(DOORS.values())}


class LittleHouse(httpx.AsyncBaseTransport):
    """Answers as the API does."""

    def __init__(self, timeline: Timeline, accounts: Sequence[AccountNeeded]) -> None:
        self.timeline = timeline
        self.accounts = {account.user: account for account in accounts}
        self.log: list[Recorded[Any]] = []
        self.states: dict[StreamId, Any] = {}
        self.versions: dict[StreamId, int] = defaultdict(int)
        self.answers: dict[str, list[Recorded[Any]]] = {}
        self.board = REGULATOR_BOARD.initial
        self.sheets = TEAM_SHEETS.initial
        self.positions: dict[str, Position] = {}
        self.solves = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path == "/api/session":
            user = msgspec.json.decode(request.content)["user"]
            headers = [("set-cookie", f"vigie={user}; Path=/"), ("set-cookie", "csrftoken=t; Path=/")]
            return httpx.Response(200, headers=headers, json={"user": user})
        signed = re.search(r"vigie=([\w-]+)", request.headers.get("cookie", ""))
        if signed is None or (request.method == "POST" and request.headers.get("x-csrftoken") != "t"):
            return httpx.Response(401, json={"type": "urn:vigie:not-signed-in"})
        person = self.accounts[signed[1]]
        if request.method == "GET":
            return self._read(path, person)
        if position := re.fullmatch(r"/api/teams/([\w-]+)/position", path):
            said = msgspec.json.decode(request.content)
            self.positions[position[1]] = Position(said["lat"], said["lon"])
            return httpx.Response(202)
        return self._command(request, person)

    def _read(self, path: str, person: AccountNeeded) -> httpx.Response:
        if found := re.fullmatch(r"/api/dmp-accesses/([\w-]+)/documents(?:/(\w+))?", path):
            return self._document(found[1], found[2], person)
        if path == "/api/board":
            return _json({"position": len(self.log), "at": self.timeline.now(), "board": self.board})
        if found := re.fullmatch(r"/api/teams/([\w-]+)/sheet", path):
            shown = sheet(self.sheets, found[1])
            return _json({"position": len(self.log), "sheet": shown})
        return _json({})

    def _document(self, access: str, document: str | None, person: AccountNeeded) -> httpx.Response:
        """Two documents in every record."""
        searched = d.RecordSearch(access=access, count=2)
        read = d.ConsultDocument(access=access, document=document or "", title="Lettre")
        actor = Actor(person.role, person.user)
        act = Act(at=self.timeline.now(), by=actor, command_id=f"reading {len(self.log)}")
        try:
            self.execute(read if document else searched, act)
        except Refusal as refusal:
            return httpx.Response(409, json={"type": "urn:vigie", "reason": refusal.reason, "detail": ""})
        return _json({"documents": [{"id": "d1"}, {"id": "d2"}]})

    def _command(self, request: httpx.Request, person: AccountNeeded) -> httpx.Response:
        command = _DECODERS[request.url.path].decode(request.content)
        device = request.headers.get("device-at")
        act = Act(
            at=self.timeline.now(),
            by=Actor(person.role, person.user),
            command_id=request.headers["command-id"],
            device_at=datetime.fromisoformat(device) if device else None,
        )
        repeated = act.command_id in self.answers
        try:
            facts = self.answers[act.command_id] if repeated else self.execute(command, act)
        except Refusal as refusal:
            return httpx.Response(409, json={"type": "urn:vigie", "reason": refusal.reason, "detail": ""})
        answered = [
            {"event": each.event_id, "position": each.position, "at": each.at, "fact": each.fact}
            for each in facts
        ]
        position = max((each.position for each in facts), default=0)
        return _json(
            {"command_id": act.command_id, "repeated": repeated, "position": position, "facts": answered}
        )

    def execute(self, command: AnyCommand, act: Act) -> list[Recorded[Any]]:
        """Decide, record, react. Raises Refusal."""
        planned = plan(command)
        states = [self._state(stream) for stream in (*planned.writes, *planned.reads)]
        decided = planned.decide(states, act)
        recorded = [
            self._record(stream, fact, act)
            for stream, facts in zip(planned.writes, decided, strict=True)
            for fact in facts
        ]
        if recorded:
            self.answers[act.command_id] = recorded
        for each in recorded:
            self._follow(each)
        return recorded

    def _state(self, stream: StreamId) -> Any:
        return self.states.get(stream, DECIDERS[stream.kind].initial)

    def _record(self, stream: StreamId, fact: Fact, act: Act) -> Recorded[Any]:
        self.states[stream] = DECIDERS[stream.kind].evolve(self._state(stream), fact)
        self.versions[stream] += 1
        recorded = Recorded[Any](
            stream=stream,
            version=self.versions[stream],
            position=len(self.log) + 1,
            at=act.at,
            by=act.by,
            fact=fact,
            command_id=act.command_id,
            device_at=act.device_at,
        )
        self.log.append(recorded)
        self.board = REGULATOR_BOARD.apply(self.board, recorded)
        self.sheets = TEAM_SHEETS.apply(self.sheets, recorded)
        return recorded

    def _follow(self, recorded: Recorded[Any]) -> None:
        for number, asked in enumerate(react(recorded)):
            self._system(_answered(asked), f"{recorded.event_id}/{number}")
        if recorded.stream.kind in ("mission", "mobile-team"):
            self._propose(recorded.event_id)

    def _system(self, command: AnyCommand, name: str) -> None:
        try:
            self.execute(command, Act(at=self.timeline.now(), by=SYSTEM, command_id=name))
        except Refusal:
            return

    def _propose(self, name: str) -> None:
        free = {team: row for team, row in self.board.teams.items() if row.availability == "available"}
        for mission in sorted(row.id for row in self.board.missions.values() if row.state == "requested"):
            self.solves += 1
            proposal = self._proposal(mission, free)
            self._system(ProposeTeams(mission=mission, proposal=proposal), f"{name}/solve {mission}")
            free.pop(proposal.chosen or "", None)

    def _proposal(self, mission: str, free: dict[str, TeamRow]) -> Proposal:
        place = self.board.missions[mission].position or Position(0, 0)
        declined = {said.team for said in self.board.missions[mission].declined}
        ranked = sorted(
            (
                Candidate(
                    team=team,
                    eta=drive_seconds(here, place),
                    distance=metres(here, place),
                    cost=drive_seconds(here, place),
                    terms=(),
                    position=here,
                    position_age=0,
                    estimated=True,
                )
                for team in free
                if team not in declined and (here := self.positions.get(team)) is not None
            ),
            key=lambda candidate: (candidate.cost, candidate.team),
        )
        return Proposal(
            solve_id=f"solve-{self.solves}",
            chosen=ranked[0].team if ranked else None,
            ranked=tuple(ranked),
            excluded=(),
            objective=0,
            status="OPTIMAL",
        )


def _answered(asked: Any) -> AnyCommand:
    match asked:
        case SendInvitation(session=session):
            return ConfirmInvitation(session=session, receipt="sent")
        case OpenRecord(access=access):
            return DmpAnswer(access=access)
        case SendNotice(access=access, recipient=recipient):
            return RecordNotice(access=access, recipient=recipient, proof="carried")
        case AssessAccess(access=access):
            return RecordAssessment(access=access)
        case _:
            return asked


def _json(value: Any) -> httpx.Response:
    return httpx.Response(200, content=msgspec.json.encode(value))
