"""What a decision depends on beside its own streams: settings of the centre, other streams."""

from typing import NamedTuple

from domain.rules.acknowledgement import DEFAULT, Within
from domain.vocabulary import Identifier


class Surroundings(NamedTuple):
    """`acknowledge`: how long crews have to answer. `forced_on`: the missions on which persons force the
    team to be ordered, as a view knows them; they are read again with the decision."""

    acknowledge: Within = DEFAULT
    forced_on: tuple[Identifier, ...] = ()


USUAL = Surroundings()
