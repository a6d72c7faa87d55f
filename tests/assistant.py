"""What a client of the assistant knows, folded from frames of either stream."""

from dataclasses import dataclass, field
from typing import Any

from tests.sockets import Frame
from tests.transcript import Answer


@dataclass
class Replies:
    """Folds frames of any number of connections. A frame that comes twice is an error."""

    epoch: str = ""
    offset: int = 0
    answers: dict[str, Answer] = field(default_factory=dict)
    recoveries: list[bool] = field(default_factory=list)

    @property
    def place(self) -> dict[str, Any]:
        """What the URL says of a client that has been here."""
        return {"since": self.offset, "epoch": self.epoch} if self.offset else {"since": 0}

    def hear_all(self, frames: list[Frame]) -> "Replies":
        for frame in frames:
            self.hear(frame)
        return self

    def hear(self, frame: Frame) -> None:
        match frame["type"]:
            case "resumed":
                self.epoch = frame["epoch"]
                self.recoveries.append(frame["recovered"])
            case "state":
                self.offset = frame["offset"]
                self._replace(frame["state"])
            case "accepted":
                pass
            case _ if "offset" in frame:
                self._follow(frame)

    def _replace(self, state: dict[str, Any]) -> None:
        self.answers = {
            message["run"]: Answer(message["text"], message["status"])
            for message in state["messages"]
            if message["role"] == "assistant"
        }
        if running := state["run"]:
            self.answers[running["run"]] = Answer(running["response"]["raw_response"], "")

    def _follow(self, frame: Frame) -> None:
        if frame["offset"] <= self.offset:
            raise AssertionError(f"offset {frame['offset']} came after {self.offset}: {frame}")
        self.offset = frame["offset"]
        if "run" not in frame:
            return
        known, content = self.answers.get(frame["run"], Answer("", "")), frame["content"]
        match frame["type"]:
            case "ai_delta":
                known = known._replace(text=known.text + content)
            case "ai_error":
                known = known._replace(ending=frame["code"])
            case "ai_ended":
                known = known._replace(ending=_ending(content))
            case "ai_response":
                ending = _ending(content) if completes(frame) else ""
                known = Answer(content["raw_response"], ending)
        self.answers[frame["run"]] = known


def completes(frame: Frame) -> bool:
    """Whether a frame is an answer's last snapshot."""
    return bool(frame["type"] == "ai_response" and frame["content"].get("type") == "completion")


def ended(frame: Frame) -> bool:
    """Whether a frame ends an answer, in either stream."""
    return completes(frame) or ("run" in frame and frame["type"] in ("ai_ended", "ai_error"))


def is_growing(frame: Frame) -> bool:
    """Whether a frame tells text of a message that is not complete."""
    if frame["type"] == "ai_delta":
        return True
    if frame["type"] != "ai_response" or completes(frame):
        return False
    content = frame["content"]
    complete = "".join(message["content"] for message in content["messages"])
    return len(complete) < len(content["raw_response"])


def _ending(content: dict[str, Any]) -> str:
    return "stopped" if content.get("stopped") else "completed"
