"""One call in a doctor's hands: its patient known, its record at hand, a team proposed."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, Locator

from domain.codes import InsStatus, Role
from domain.dmp_access import commands as dmp
from domain.dmp_access.facts import AccessRequested
from domain.fact import Actor
from domain.mission import commands as mission
from domain.regulation_call import commands as call
from domain.visio_session import commands as visio
from domain.visio_session.facts import Participant, VisioRequested
from domain.vocabulary import Confidentiality, Person
from eventlog.embedded import EmbeddedServer
from hatch_build import build_pages
from simulators.records import DmpRecord, Document
from tests.api.world import START, a_world
from tests.browser.conftest import Post, a_page, listen
from tests.browser.post import sign_in
from tests.browser.serving import serving
from tests.browser.telling import ARM, INS, MACHINE, Teller, a_proposal, candidate, telling
from tests.contracts.fakes import DmpInMemory
from tests.reading import told
from tests.tree import ROOT

RESTRICTED = frozenset({Confidentiality.RESTRICTED})
DOCUMENTS = (
    Document(id="d1", title="Lettre de sortie", written_at=START, text="Insuffisance cardiaque connue."),
    Document(id="d2", title="Note de suivi", written_at=START, confidentiality=RESTRICTED),
)
CALLER = Actor(Role.CALLER, "caller-1")


@dataclass
class Practice:
    """A doctor's post, and who answers from outside: the record, the caller, the machine."""

    post: Post
    teller: Teller

    @property
    def panel(self) -> Locator:
        return self.post.page.get_by_role("complementary")

    def part(self, name: str) -> Locator:
        return self.panel.locator(f"[data-section={name}]")

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.post.page.keyboard.press(key)

    async def type(self, text: str) -> None:
        await self.post.page.keyboard.type(text)

    async def answer(self, *, lasts: int = 1800, opposed: bool = False) -> None:
        """The record answers the last request."""
        access = (await told(self.post.world.log, AccessRequested))[-1].stream.id
        said = dmp.DmpAnswer(access=access, lasts=lasts, opposed_to_regulation_centre=opposed)
        await self.teller.tell(0, MACHINE, said)

    async def caller_joins(self) -> None:
        """The message arrives, the caller agrees and comes in."""
        session = (await told(self.post.world.log, VisioRequested))[-1].stream.id
        await self.teller.tell(0, MACHINE, visio.ConfirmInvitation(session=session, receipt="sms-1"))
        await self.teller.tell(0, CALLER, visio.OpenInvitation(session=session))
        await self.teller.tell(0, CALLER, visio.GiveConsent(session=session, told_version=1))
        joins = visio.JoinVisio(session=session, participant=Participant.PATIENT)
        await self.teller.tell(0, CALLER, joins)


async def a_call_in_hand(teller: Teller) -> None:
    """c-1: a qualified patient, regulated by doctor-1, a team proposed for m-1. c-2 waits."""
    await teller.start_shift("M21", "Haguenau", ends_in=20_000)
    await teller.receive(600, "c-1", "Détresse respiratoire", "17 rue de la Gare, Saverne", "P1")
    person = Person(last_name="Exemple", first_name="Alice", birth_date="1943-05-02")
    identified = call.IdentifyPatient(
        call="c-1", patient="p1", person=person, status=InsStatus.QUALIFIED, ins=INS
    )
    await teller.tell(580, ARM, identified)
    await teller.regulate(400, "c-1")
    await teller.ask_team(200, "c-1", "m-1")
    proposed = a_proposal(candidate("M21", 14, 11.2, 8))
    await teller.tell(199, MACHINE, mission.ProposeTeams(mission="m-1", proposal=proposed))
    await teller.receive(300, "c-2", "Lombalgie", "5 rue Haute, Obernai", "P3")
    await teller.tell(290, ARM, call.TransferToRegulator(call="c-2"))


@asynccontextmanager
async def practising(server: EmbeddedServer, browser: Browser, folder: Path) -> AsyncGenerator[Practice]:
    """Doctor 1 at a small screen, the clocks of the page in the hands of the test."""
    records = DmpInMemory([DmpRecord(ins=INS, documents=DOCUMENTS)])
    async with (
        a_world(server, folder, web=build_pages(ROOT), dmp=records) as world,
        serving(world.app) as served,
        a_page(browser) as page,
        telling(world) as teller,
    ):
        post = Post(world, served, page)
        listen(post)
        await page.set_viewport_size({"width": 1280, "height": 800})
        await page.clock.install()
        await a_call_in_hand(teller)
        await sign_in(page, served.url)
        yield Practice(post, teller)
