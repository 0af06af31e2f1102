"""The files the nation publishes for its hub. They are not ours to ship: without them, their tests skip."""

import pytest

from tests.tree import ROOT

NATIONAL = ROOT.parent / "shared" / "standards" / "hub-sante"
CODE_LISTS = NATIONAL / "code-lists"
EXAMPLES = sorted([*NATIONAL.glob("examples/RS-EDA/*.json"), *NATIONAL.glob("examples/RS-EDA-MAJ/*.json")])
needs_national = pytest.mark.skipif(
    not EXAMPLES, reason="the files the nation publishes are not beside this checkout"
)
