"""All attacks, in the order of GUARANTEES, and the services that are attacked."""

from tests.faults.dialect import TYPEWRITER, Dialect
from tests.faults.g01_cuts import Cuts
from tests.faults.trials import Attack

ATTACKS: tuple[type[Attack], ...] = (Cuts,)

DIALECTS: tuple[Dialect, ...] = (TYPEWRITER,)
