"""The measures, by their letters; each module says what it measures and how."""

from benchmarks.measures import (
    a_tokens,
    b_delay,
    c_sockets,
    d_rooms,
    e_resume,
    f_growth,
    g_snapshots,
)

MEASURES = {
    module.MEASURE.letter: module.MEASURE
    for module in (a_tokens, b_delay, c_sockets, d_rooms, e_resume, f_growth, g_snapshots)
}
