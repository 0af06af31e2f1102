"""Scores against the published charts: RCP NEWS2 (2017), Teasdale and Jennett (1974)."""

import msgspec
import pytest

from domain.mission import commands as c
from domain.mission import facts as f
from domain.mission.states import InCare
from domain.scores import (
    Consciousness,
    GlasgowScore,
    News2Score,
    OxygenScale,
    PainScore,
    Score,
    ScoreWrong,
    check_totals,
    total,
)
from tests.builders import NURSE, a_mission
from tests.spec import given

WELL = News2Score(
    respiratory_rate=16,
    saturation=97,
    scale=OxygenScale.SCALE_1,
    oxygen=False,
    systolic=120,
    heart_rate=70,
    consciousness=Consciousness.ALERT,
    temperature=37.0,
    total=0,
)
SECOND = msgspec.structs.replace(WELL, scale=OxygenScale.SCALE_2, saturation=90)
_CHART: dict[str, list[tuple[float, int]]] = {
    "respiratory_rate": [(8, 3), (9, 1), (11, 1), (12, 0), (20, 0), (21, 2), (24, 2), (25, 3)],
    "saturation": [(91, 3), (92, 2), (93, 2), (94, 1), (95, 1), (96, 0), (100, 0)],
    "systolic": [(90, 3), (91, 2), (100, 2), (101, 1), (110, 1), (111, 0), (219, 0), (220, 3)],
    "heart_rate": [
        *[(40, 3), (41, 1), (50, 1), (51, 0), (90, 0)],
        *[(91, 1), (110, 1), (111, 2), (130, 2), (131, 3)],
    ],
    "temperature": [(35.0, 3), (35.1, 1), (36.0, 1), (36.1, 0), (38.0, 0), (38.1, 1), (39.0, 1), (39.1, 2)],
}
"""Both ends of every box of the chart, and its points."""


@pytest.mark.parametrize(
    ("name", "value", "points"), [(name, *box) for name, boxes in _CHART.items() for box in boxes]
)
def test_news2_has_the_points_of_the_chart(name: str, value: float, points: int) -> None:
    assert total(msgspec.structs.replace(WELL, **{name: value})) == points


@pytest.mark.parametrize(
    ("saturation", "air", "oxygen"),
    [
        *[(83, 3, 3), (84, 2, 2), (85, 2, 2), (86, 1, 1), (87, 1, 1), (88, 0, 0), (92, 0, 0)],
        *[(93, 0, 1), (94, 0, 1), (95, 0, 2), (96, 0, 2), (97, 0, 3), (100, 0, 3)],
    ],
)
def test_the_second_scale_is_for_who_should_not_have_more_oxygen(
    saturation: int, air: int, oxygen: int
) -> None:
    assert total(msgspec.structs.replace(SECOND, saturation=saturation)) == air
    assert total(msgspec.structs.replace(SECOND, saturation=saturation, oxygen=True)) == oxygen + 2


@pytest.mark.parametrize("level", Consciousness)
def test_anything_but_alert_is_three_points(level: Consciousness) -> None:
    expected = 0 if level is Consciousness.ALERT else 3
    assert total(msgspec.structs.replace(WELL, consciousness=level)) == expected


def test_the_worst_is_twenty() -> None:
    worst = News2Score(
        respiratory_rate=30,
        saturation=80,
        scale=OxygenScale.SCALE_1,
        oxygen=True,
        systolic=80,
        heart_rate=140,
        consciousness=Consciousness.UNRESPONSIVE,
        temperature=34.0,
        total=20,
    )
    check_totals([worst])


@pytest.mark.parametrize(("eye", "verbal", "motor", "sum_"), [(1, 1, 1, 3), (3, 4, 6, 13), (4, 5, 6, 15)])
def test_glasgow_is_the_sum_of_three_answers(eye: int, verbal: int, motor: int, sum_: int) -> None:
    check_totals([GlasgowScore(eye=eye, verbal=verbal, motor=motor, total=sum_)])


def test_a_component_outside_its_scale_is_no_score() -> None:
    with pytest.raises(msgspec.ValidationError, match=r"eye"):
        msgspec.json.decode(b'{"type":"glasgow","eye":5,"verbal":5,"motor":6,"total":16}', type=Score)


@pytest.mark.parametrize(
    "wrong",
    [
        GlasgowScore(eye=4, verbal=5, motor=6, total=14),
        msgspec.structs.replace(WELL, temperature=39.5),
    ],
)
def test_a_wrong_score_is_refused_with_the_right_one(wrong: Score) -> None:
    command = c.SendBilan(mission="M1", team="T1", scores=(wrong,))
    refused = given(a_mission(InCare)).when(command, by=NURSE)
    refused.then_refused(ScoreWrong)


def test_a_score_alone_is_a_bilan() -> None:
    scores = (PainScore(total=7), WELL)
    command = c.SendBilan(mission="M1", team="T1", scores=scores)
    given(a_mission(InCare)).when(command, by=NURSE).then(f.BilanSent(scores=scores))
