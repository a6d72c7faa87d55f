"""Whether films can be made here: libraries and fonts, for system checks. Loads none of them."""

from collections.abc import Iterator
from ctypes.util import find_library
from importlib.util import find_spec
from pathlib import Path
from sys import platform

from video.pipeline.conf import film_settings

HINT = "Install requirements.txt; on slim Debian images also: apt install libgl1 libegl1."
_LIBRARIES = ("GL", "EGL")
_MODULES = ("av", "numpy", "skia")
_FONT_HINT = "pip install noto-cjk-sans-otc, or name a font file in VIDEO_FONTS."


def problems() -> Iterator[tuple[str, str]]:
    """Yield what is missing, each with what to do about it."""
    for name in _MODULES:
        if find_spec(name) is None:
            yield f"Films cannot be made: the module {name} is not installed.", HINT
    for name in _LIBRARIES if platform == "linux" else ():
        if find_library(name) is None:
            yield f"Films cannot be drawn: Skia needs the library lib{name}.", HINT
    missing = [path for path in film_settings().video_fonts if not Path(path).is_file()]
    for path in missing:
        yield f"VIDEO_FONTS names {path}, which is no file.", "Correct the path."
    if find_spec("noto_cjk_sans_otc") is None and len(missing) == len(film_settings().video_fonts):
        yield "Films may lack Chinese words: their font is not installed.", _FONT_HINT
