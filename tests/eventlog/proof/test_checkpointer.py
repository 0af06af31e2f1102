"""The running part: when it signs, what it refuses to sign, how its keys follow one another."""

from pathlib import Path

import pytest

from eventlog.proof.checkpointer import HistoryRewritten
from eventlog.proof.ledger import Ledger, LedgerBusy, LedgerDamaged
from eventlog.proof.notes import NoSigningKey
from tests.eventlog.proof.site import Site, fact


async def test_a_checkpoint_comes_after_so_many_facts_or_seconds(site: Site) -> None:
    signing = await site.checkpointer()
    assert await signing.step() is None
    await site.fill(99)
    assert await signing.step() is None
    site.clock.pass_(59)
    assert await signing.step() is None
    site.clock.pass_(2)
    first = await signing.step()
    await site.fill(100, start=100)
    second = await signing.step()
    assert first is not None
    assert second is not None
    assert first.checkpoint is not None
    assert second.checkpoint is not None
    assert [first.checkpoint.size, second.checkpoint.size] == [99, 199]
    assert second.checkpoint.number == 2
    assert (await site.verify()).failures == []


async def test_it_goes_on_where_it_stopped(site: Site) -> None:
    await site.fill(120)
    await site.sign()
    await site.fill(30, start=121)
    second = await site.sign()
    assert second.checkpoint is not None
    assert second.checkpoint.size == 150
    report = await site.verify()
    assert (report.failures, report.checkpoints, report.signed) == ([], 2, 150)


async def test_the_folder_is_made_again_from_the_log(site: Site) -> None:
    await site.fill(700)
    await site.sign()
    site.stop()
    for file in site.folder.iterdir():
        if file.name not in ("signing.key", "signing.pub"):
            file.unlink()
    await site.fill(5, start=701)
    await site.sign()
    assert (await site.verify()).failures == []


async def test_one_process_keeps_a_folder(site: Site) -> None:
    await site.checkpointer()
    with pytest.raises(LedgerBusy):
        Ledger(site.folder, writing=True)


async def test_a_damaged_folder_is_named(site: Site) -> None:
    await site.fill(64)
    await site.sign()
    site.stop()
    with (site.folder / "tree").open("r+b") as tree:
        tree.seek(-20, 2)
        tree.write(b"x")
    with pytest.raises(LedgerDamaged):
        Ledger(site.folder, writing=True)


async def test_a_key_that_is_not_the_last_checkpoints_signs_nothing(site: Site) -> None:
    await site.append(fact(1))
    await site.sign()
    (site.folder / "signing.key").unlink()
    with pytest.raises(NoSigningKey):
        await site.checkpointer()
    site.keys.prepare()
    (site.folder / "signing.key.next").rename(site.folder / "signing.key")
    with pytest.raises(NoSigningKey, match="another key"):
        await site.checkpointer()


async def test_the_key_is_its_owners_only(site: Site) -> None:
    await site.append(fact(1))
    await site.sign()
    assert (site.folder / "signing.key").stat().st_mode & 0o777 == 0o600
    assert site.key() == (site.folder / "signing.pub").read_text().strip()


async def test_a_new_key_is_introduced_by_the_old_one(site: Site) -> None:
    await site.fill(10)
    await site.sign()
    old = site.key()
    signing = await site.checkpointer()
    site.keys.prepare()
    turned = await signing.step()
    assert turned is not None
    assert turned.checkpoint is not None
    assert turned.checkpoint.introduces == site.key() != old
    await site.fill(10, start=11)
    assert await signing.step(now=True)
    report = await site.verify()
    assert (report.failures, len(report.keys)) == ([], 2)


async def test_a_stop_between_the_checkpoint_and_the_turn_of_the_key_is_made_up_for(
    site: Site, tmp_path: Path
) -> None:
    await site.fill(10)
    await site.sign()
    signing = await site.checkpointer()
    site.keys.prepare()
    before, after = (site.folder / "signing.key").read_bytes(), site.folder / "signing.key.next"
    following = after.read_bytes()
    await signing.step()
    (site.folder / "signing.key").write_bytes(before)
    after.write_bytes(following)
    await site.fill(10, start=11)
    await site.sign()
    assert not after.exists()
    assert (await site.verify()).failures == []


async def test_nothing_is_signed_over_another_history(site: Site) -> None:
    await site.fill(20)
    await site.sign()
    site.stop()
    other = await Site(site.connection, f"{site.code}x", site.folder.with_name("other")).open()
    other.checkpoints = site.checkpoints
    other.keys = site.keys
    await other.fill(10)
    with pytest.raises(HistoryRewritten, match="ends at 10"):
        await other.checkpointer()
    await other.fill(10, start=100)
    with pytest.raises(HistoryRewritten, match="not what checkpoint 1 signs"):
        await other.checkpointer()
    other.stop()
