"""The auditor's post in a real browser: search, follow, slide back, read by two, export, verify elsewhere."""

import subprocess
import sys
import tarfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from domain.alarm.facts import AlarmKind
from domain.alarming import raising
from domain.dmp_access import commands as dmp
from domain.dmp_access.facts import Attestation, ReviewConcluded
from domain.file_reading import FileOpened, ReadingRefused, What
from domain.regulation_call import commands as call
from domain.vocabulary import DmpMode, InsStatus, Person, Priority, Role
from eventlog.embedded import EmbeddedServer
from eventlog.proof.verifier import verifier
from hatch_build import build_pages
from tests.api.world import PASSWORD, World, a_world
from tests.browser.auditing import proved, sealed, sign_in, with_proofs
from tests.browser.conftest import Post, a_page, listen
from tests.browser.serving import serving
from tests.browser.telling import ARM, DOCTOR, INS, MACHINE, telling
from tests.reading import told
from tests.tree import ROOT
from tests.unpacking import unpack
from vigie.auditing import Proofs

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

NIGHT = datetime(2026, 1, 11, 2, 12, tzinfo=UTC)
"""03:12 in Paris."""
REASON = "Inconsciente, seule au domicile"


@dataclass(kw_only=True)
class AuditPost(Post):
    """An open auditor's post, and the proofs of its log."""

    proofs: Proofs


@pytest_asyncio.fixture(loop_scope="session")
async def post(server: EmbeddedServer, browser: Browser, tmp_path: Path) -> AsyncIterator[AuditPost]:
    """An auditor's page, signed in, on the night of a break-glass; its log is being signed."""
    exports = tmp_path / "exports"
    async with (
        a_world(server, tmp_path, web=build_pages(ROOT), export_folder=exports) as world,
        proved(server, world, tmp_path / "data") as proofs,
        serving(world.app) as served,
        a_page(browser) as page,
    ):
        with_proofs(world, proofs)
        world.accounts.put("auditor-2", PASSWORD, name="Auditor-2", role=Role.AUDITOR)
        await break_the_glass(world)
        await nobody_has_read(world)
        made = AuditPost(world, served, page, proofs=proofs)
        listen(made)
        await sign_in(page, served.url)
        yield made


async def break_the_glass(world: World) -> None:
    """At 03:12 a doctor breaks the glass for Alice; at 03:30 all is over, the notices sent, the call a P3."""
    world.clock.at = NIGHT + timedelta(hours=5)
    attested = Attestation(cannot_express_will=True, immediate_risk=True)
    person = Person(last_name="Exemple", first_name="Alice", birth_date="1943-05-02")
    identified = call.IdentifyPatient(
        call="c-1", patient="p1", person=person, status=InsStatus.QUALIFIED, ins=INS
    )
    glass = dmp.RequestAccess(
        access="a-1",
        call="c-1",
        patient="p1",
        mode=DmpMode.BREAK_GLASS,
        attestation=attested,
        reason=REASON,
    )
    read = dmp.ConsultDocument(access="a-1", document="doc-1", title="Ordonnance")
    async with telling(world) as teller:

        def ago(minutes: float) -> float:
            return 5 * 3600 - minutes * 60

        await teller.receive(ago(-12), "c-1", "Malaise, ne répond plus", "3 rue des Essais, Obernai", "P1")
        await teller.tell(ago(-8), ARM, identified)
        await teller.regulate(ago(-5), "c-1")
        await teller.tell(ago(0), DOCTOR, glass)
        await teller.tell(ago(0.02), MACHINE, dmp.DmpAnswer(access="a-1"))
        await teller.tell(ago(1), DOCTOR, read)
        await teller.tell(ago(6), DOCTOR, dmp.CloseAccess(access="a-1"))
        for recipient in dmp.Recipient:
            proof = f"mss-{recipient.value}"
            informed = dmp.RecordNotice(access="a-1", recipient=recipient, proof=proof)
            await teller.tell(ago(7), MACHINE, informed)
        await teller.tell(ago(15), ARM, call.AssignPriority(call="c-1", priority=Priority.P3))
        await teller.tell(ago(16), DOCTOR, call.NoteObservation(call="c-1", text="Réveillée, rassurée"))
    await world.house.rows.wait(await world.log.last_position(), timeout=30)


async def nobody_has_read(world: World) -> None:
    """Four days later the review is overdue, and an alarm says so."""
    world.clock.at += timedelta(days=4)
    async with telling(world) as teller:
        await teller.tell(3600, MACHINE, dmp.MarkReviewOverdue(access="a-1"))
        await teller.tell(3600, MACHINE, raising(AlarmKind.REVIEW_OVERDUE, "a-1"))
    await world.house.rows.wait(await world.log.last_position(), timeout=30)


async def test_the_slider_goes_back_to_the_night_as_it_was(post: AuditPost) -> None:
    page = post.page
    row = page.locator("tr[data-access='a-1']")
    await expect(row).to_contain_text("Bris de glace")
    await expect(row).to_contain_text("à relire")
    await row.get_by_role("button").click()
    timeline = page.locator("[data-timeline='a-1']")
    await expect(timeline).to_contain_text(REASON)
    await expect(timeline).to_contain_text("Titulaire : informé mss-holder")
    await expect(timeline).to_contain_text("11/01/2026 03:12:00")
    await timeline.locator("tr", has_text="Document lu").get_by_role("button").click()
    file = page.locator("[data-past-file='c-1']")
    await expect(file).to_contain_text("Exemple Alice")
    await expect(file.locator(".glass-open")).to_contain_text("doctor-1")
    await expect(file).not_to_contain_text("Réveillée")
    await expect(page.locator("tr[data-call='c-1']")).to_contain_text("P1")
    await expect(page.locator(".past")).to_contain_text("n'est pas en direct")
    await page.locator("[data-replayed]").press("End")
    await expect(page.locator("tr[data-call='c-1']")).to_contain_text("P3")
    await expect(file).to_contain_text("Réveillée")
    await page.keyboard.press("Shift+ArrowLeft")
    await expect(page.locator("[data-replayed]")).to_contain_text("Accès demandé")
    await page.keyboard.press("ArrowLeft")
    await expect(file).to_contain_text("Aucun accès ouvert")
    await page.get_by_label("Instant (heure locale)").fill("2026-01-11T03:12:30")
    await page.get_by_role("button", name="Aller").click()
    await expect(page.locator("[data-replayed]")).to_contain_text("Bris de glace")
    read = [each.fact for each in await told(post.world.log, FileOpened)]
    assert len([fact for fact in read if fact.what is What.PAST_FILE and fact.position]) >= 4
    assert post.errors == []
    assert all(url.startswith(post.server.url) for url in post.asked)


async def test_a_night_is_read_by_two_exported_and_verified_without_vigie(
    post: AuditPost, tmp_path: Path
) -> None:
    page = post.page
    await page.get_by_role("tab", name="Revues").click()
    item = page.locator("tr[data-review='a-1']")
    await expect(item).to_contain_text("première lecture")
    alarm = page.locator("[data-alarm='a-1']")
    await expect(alarm).to_contain_text("a-1 : contrôle du bris de glace en retard")
    await alarm.get_by_role("button", name="Je m'en occupe").press("Enter")
    await expect(alarm).to_contain_text("auditor-1 s'en occupe")
    await give(page, "Non justifié", "Le mode centre 15 suffisait")
    await expect(item).to_contain_text("seconde lecture")
    await expect(item).to_contain_text("il faut une autre personne")
    await page.get_by_role("button", name="Fermer la session").click()
    await sign_in(page, post.server.url, "auditor-2")
    await page.get_by_role("tab", name="Revues").click()
    await expect(item).to_contain_text("déjà lu par auditor-1")
    await expect(alarm).to_contain_text("auditor-1 s'en occupe")
    await give(page, "Non justifié", "Même avis")
    await expect(page.locator("main")).to_contain_text("Aucun accès n'attend de verdict")
    await page.get_by_role("tab", name="Lectures").click()
    await expect(page.locator("tr[data-reading=shown]").first).to_contain_text("auditor-2")
    await expect(page.locator("tr", has_text="auditor-1").first).to_contain_text("revues à faire")
    await page.get_by_role("tab", name="Recherche").click()
    await page.get_by_label("Mode").select_option("bris_de_glace")
    await page.get_by_role("button", name="Chercher").click()
    await expect(page.locator("tr[data-access='a-1']")).to_be_visible()
    await page.get_by_role("tab", name="Lectures").click()
    searched = page.locator("td[title='mode=bris_de_glace']")
    await expect(searched.first).to_have_text("mode\u00a0: Bris de glace")
    [concluded] = await told(post.world.log, ReviewConcluded)
    assert concluded.fact.verdict == "unjustified"

    await page.get_by_role("tab", name="Rejouer").click()
    await page.get_by_label("Instant (heure locale)").fill("2026-01-11T03:12:30")
    await page.get_by_role("button", name="Aller").click()
    await page.locator("tr[data-call='c-1']").click()
    await expect(page.locator("[data-past-file='c-1'] .glass-open")).to_contain_text("doctor-1")
    await expect(page.locator("[data-replayed]")).to_contain_text("11/01/2026 03:12:01")

    await sealed(post.world, post.proofs)
    await page.get_by_role("tab", name="Intégrité").click()
    await page.get_by_role("button", name="Vérifier tout le journal").click()
    verdict = page.locator("[data-verified='0']")
    await expect(verdict).to_contain_text("conforme à ce qui a été signé")

    await page.get_by_role("tab", name="Exports").click()
    await page.get_by_label("Professionnel").fill("doctor-1")
    await page.get_by_role("button", name="Préparer l'export").click()
    made = page.locator("[data-export=done]")
    await expect(made).to_contain_text("complet pour person:doctor-1")
    async with page.expect_download() as downloading:
        await made.get_by_role("link", name="Télécharger").click()
    file = tmp_path / "extract.tar"
    await (await downloading.value).save_as(file)
    assert post.errors == []
    said = verified(file, tmp_path / "elsewhere")
    assert said.rstrip().endswith("VALID")
    assert "complete for person:doctor-1" in said


async def test_another_role_sees_nothing_and_that_is_recorded(
    server: EmbeddedServer, browser: Browser, tmp_path: Path
) -> None:
    async with (
        a_world(server, tmp_path, web=build_pages(ROOT)) as world,
        serving(world.app) as served,
        a_page(browser) as page,
    ):
        await page.goto(f"{served.url}/audit")
        await page.locator("input[name=user]").fill("doctor-1")
        await page.locator("input[name=password]").fill(PASSWORD)
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("alert")).to_contain_text("réservé aux auditeurs")
        status = await page.evaluate("fetch('/api/audit/accesses').then((answer) => answer.status)")
        assert status == 403
        [refused] = await told(world.log, ReadingRefused)
        assert (refused.by.id, refused.fact.what) == ("doctor-1", What.AUDIT_TRAIL)


async def give(page: Page, verdict: str, comment: str) -> None:
    """One reading."""
    await page.get_by_role("button", name="Relire a-1").click()
    await page.get_by_role("radio", name=verdict, exact=True).check()
    await page.get_by_label("Commentaire").fill(comment)
    await page.keyboard.press("Enter")


def verified(file: Path, elsewhere: Path) -> str:
    """What a bare Python, with the program had by another way, says of a downloaded extract."""
    elsewhere.mkdir()
    with tarfile.open(file) as tar:
        unpack(tar, elsewhere / "extract")
    [folder] = (elsewhere / "extract").iterdir()
    program = elsewhere / "verify_extract.py"
    program.write_bytes(verifier())
    command = [sys.executable, "-I", "-S", str(program), str(folder)]
    done = subprocess.run(
        command, cwd=elsewhere, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout
