"""The voices of a film: one sound a scene, exactly as long as the scene is shown."""

import io
import wave
from pathlib import Path

import av
import numpy as np

from video.pipeline.artefacts import replacing
from video.pipeline.contract import Progress, Speak
from video.pipeline.errors import FilmError
from video.pipeline.films import RATE, SAMPLES, Sound
from video.pipeline.storyboard import Scene, Storyboard

LEAD = RATE // 8
"""Silence before a voice begins: a transition has to get under way."""
FASTEST = 1.6
"""How much faster a voice may become to fit; beyond it, it fades out at the scene's end."""


def speech_path(folder: Path, at: int) -> Path:
    """Return where the sound of a scene is."""
    return folder / "speech" / f"{at:02}.wav"


def record(storyboard: Storyboard, folder: Path, progress: Progress, speak: Speak | None) -> None:
    """Make the sounds that are missing; silence where nobody speaks."""
    planned = storyboard.frames
    progress(0, planned)
    for at, scene in enumerate(storyboard.scenes):
        path = speech_path(folder, at)
        if not path.exists():
            _save(path, _voiced(scene, storyboard.language, speak))
        progress(scene.start + scene.frames, planned)


def load(folder: Path, at: int) -> Sound:
    """Read the sound of a scene."""
    with wave.open(str(speech_path(folder, at))) as file:
        return np.frombuffer(file.readframes(file.getnframes()), np.int16)


def _save(path: Path, sound: Sound) -> None:
    with replacing(path) as part, wave.open(str(part), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(sound.tobytes())


def _voiced(scene: Scene, language: str, speak: Speak | None) -> Sound:
    room = np.zeros(scene.frames * SAMPLES, np.int16)
    text = " ".join(cue.text for cue in scene.captions)
    if speak is None or not text:
        return room
    voice = _fitting(_decoded(speak(text, language)), room.size - LEAD)
    room[LEAD : LEAD + voice.size] = voice
    return room


def _decoded(sound: bytes, tempo: float = 1.0) -> Sound:
    """Return samples of a sound file, played faster without a higher pitch."""
    try:
        with av.open(io.BytesIO(sound), "r") as file:
            graph = av.filter.Graph()
            source = graph.add_abuffer(template=file.streams.audio[0])
            graph.link_nodes(
                source,
                graph.add("atempo", f"{tempo:.4f}"),
                graph.add("aformat", f"sample_fmts=s16:sample_rates={RATE}:channel_layouts=mono"),
                graph.add("abuffersink"),
            ).configure()
            parts: list[Sound] = []
            for frame in [*file.decode(audio=0), None]:
                graph.push(frame)
                parts += _drained(graph)
    except (av.FFmpegError, IndexError) as error:
        raise FilmError("What the voice has sent is no sound.") from error
    return np.concatenate(parts) if parts else np.zeros(0, np.int16)


def _drained(graph: av.filter.Graph) -> list[Sound]:
    parts: list[Sound] = []
    while True:
        try:
            frame = graph.pull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return parts
        parts.append(frame.to_ndarray().reshape(-1).astype(np.int16))


def _fitting(voice: Sound, room: int) -> Sound:
    """Return a voice that ends in time."""
    if voice.size <= room:
        return voice
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setparams((1, 2, RATE, 0, "NONE", ""))
        writer.writeframes(voice.tobytes())
    faster = _decoded(file.getvalue(), min(voice.size / room * 1.01, FASTEST))
    if faster.size <= room:
        return faster
    ending = np.ones(room)
    ending[-LEAD:] = np.linspace(1, 0, LEAD)
    return (faster[:room] * ending).astype(np.int16)
