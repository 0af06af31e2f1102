"""One table of refusals: complete, and each line well said."""

import importlib
import pkgutil
import re
from collections.abc import Iterator

import msgspec
import pytest
from litestar.testing import RequestFactory

import domain
import eventlog
from api.problems import HANDLERS, Problem, on_log_error, on_refusal
from api.refusals import REFUSALS
from api.titles import ENGLISH, kebab
from domain.fact import Refusal
from domain.refusals import ReasonMissing
from eventlog.codec import PoisonEvent, UnreadableFact
from eventlog.journal import EntryTooLarge, LogError, LogFull, LogUnavailable
from eventlog.log import TooBusy
from tests.tree import ROOT


def every_refusal(of: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    """All refusals of the house, found by their class."""
    for each in of.__subclasses__():
        if each.__module__.partition(".")[0] in {"domain", "eventlog", "api"}:
            yield each
        yield from every_refusal(each)


def test_the_table_has_every_refusal_and_nothing_else() -> None:
    for room in (domain, eventlog):
        for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            importlib.import_module(module.name)
    assert set(every_refusal()) == set(REFUSALS)


def test_no_two_refusals_have_the_same_title() -> None:
    titles = [title for _, title in REFUSALS.values()]
    assert len(set(titles)) == len(titles)


def said_in_the_api() -> Iterator[str]:
    """The ends of the types of all problems that the web itself makes, as they stand in its source."""
    for file in (ROOT / "api").glob("*.py"):
        text = file.read_text("utf-8")
        yield from re.findall(r'HttpProblem\(\s*(?:\d+|\w+), "([a-z-]+)"', text)
        yield from re.findall(r'type="urn:vigie:([a-z-]+)"', text)
        yield from re.findall(r'slug, title(?:, status, after)? = "([a-z-]+)"', text)


def test_every_problem_has_a_title_in_english() -> None:
    refusals = {f"urn:vigie:refusal:{kebab(each.__name__)}" for each in REFUSALS}
    others = {f"urn:vigie:{slug}" for slug in said_in_the_api()}
    assert len(others) > 15
    assert refusals | others <= set(ENGLISH)
    assert {each for each in ENGLISH if ":refusal:" in each} == refusals


@pytest.mark.parametrize(
    ("accepted", "title"),
    [
        ("", "Motif obligatoire"),
        ("fr-FR,fr;q=0.9,en;q=0.8", "Motif obligatoire"),
        ("de", "Motif obligatoire"),
        ("en-GB,en;q=0.9", "A reason is needed"),
        ("EN", "A reason is needed"),
    ],
)
def test_a_problem_is_told_in_the_language_that_is_asked_for(accepted: str, title: str) -> None:
    request = RequestFactory().get("/", headers={"accept-language": accepted})
    assert on_refusal(request, ReasonMissing("because")).content.title == title


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda each: each.__name__)
def test_each_refusal_becomes_its_problem(refusal: type[Refusal]) -> None:
    request = RequestFactory().get("/")
    answer = on_refusal(request, refusal("because"))
    problem: Problem = answer.content
    status, title = REFUSALS[refusal]
    assert (answer.status_code, problem.status, problem.title) == (status, status, title)
    assert problem.type == f"urn:vigie:refusal:{kebab(refusal.__name__)}"
    assert (problem.reason, problem.field, problem.detail) == (refusal.__name__, refusal.field, "because")
    assert answer.media_type == "application/problem+json"
    assert problem.correlation
    assert status in (403, 404, 409, 422)


@pytest.mark.parametrize(
    ("error", "status", "retry"),
    [
        (LogUnavailable("away"), 503, "1"),
        (LogFull("full"), 503, "30"),
        (TooBusy("busy"), 503, "1"),
        (UnreadableFact("bad"), 422, None),
        (EntryTooLarge("big"), 422, None),
        (PoisonEvent(7, "regulation-call:c1", "Alice Exemple", version=3), 500, None),
    ],
)
def test_each_fault_of_the_log_says_whether_to_come_again(
    error: LogError, status: int, retry: str | None
) -> None:
    answer = on_log_error(RequestFactory().get("/"), error)
    assert answer.status_code == status
    assert answer.headers.get("Retry-After") == retry
    assert "Alice" not in msgspec.json.encode(answer.content).decode()


def test_every_exception_has_a_handler() -> None:
    assert {Refusal, LogError, Exception} <= set(HANDLERS)
    assert kebab("AlreadyOrdered") == "already-ordered"
    assert kebab("InsKeyWrong") == "ins-key-wrong"
