"""All attacks, in the order of GUARANTEES, and the services that are attacked."""

from tests.faults.dialect import (
    ASSISTANT,
    ASSISTANT_DELTAS,
    CONTACT,
    GENERATION,
    TYPEWRITER,
    VIDEO,
    Dialect,
)
from tests.faults.g01_cuts import Cuts
from tests.faults.g02_kills import Freezes, Kills, KillsBesideAnother
from tests.faults.g03_deploys import Deploys, DeploysBesideAnother
from tests.faults.g05_locks import Locks, LocksBesideAnother
from tests.faults.g06_idle import Idle
from tests.faults.g07_slow_readers import SlowReaders
from tests.faults.g08_floods import Floods
from tests.faults.g09_hostile_frames import HostileFrames
from tests.faults.g10_once import Once
from tests.faults.g11_stops import Stops
from tests.faults.g12_tabs import Tabs
from tests.faults.g13_gaps import Gaps, Restores
from tests.faults.g14_takeover import Takeovers
from tests.faults.g15_versions import KilledWrites, TurnsAtOnce
from tests.faults.g16_paths import HostilePaths
from tests.faults.g17_videos import Videos
from tests.faults.g18_foreign_rooms import ForeignRooms, OpenRooms
from tests.faults.g19_origins import Origins
from tests.faults.g20_revoked import Revoked
from tests.faults.g21_budgets import Budgets
from tests.faults.g22_secrets import Secrets
from tests.faults.g23_scripts import CodeScripts, Scripts
from tests.faults.g24_writers import Writers
from tests.faults.trials import Attack

ATTACKS: tuple[type[Attack], ...] = (
    Cuts,
    Kills,
    KillsBesideAnother,
    Freezes,
    Deploys,
    DeploysBesideAnother,
    Locks,
    LocksBesideAnother,
    Idle,
    SlowReaders,
    Floods,
    HostileFrames,
    Once,
    Stops,
    Tabs,
    Gaps,
    Restores,
    Takeovers,
    KilledWrites,
    TurnsAtOnce,
    HostilePaths,
    Videos,
    ForeignRooms,
    OpenRooms,
    Origins,
    Revoked,
    Budgets,
    Secrets,
    Scripts,
    CodeScripts,
    Writers,
)

DIALECTS: tuple[Dialect, ...] = (
    TYPEWRITER,
    GENERATION,
    ASSISTANT,
    ASSISTANT_DELTAS,
    CONTACT,
    VIDEO,
)
