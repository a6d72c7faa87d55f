"""What a page makes of a state and the frames after it, in the shape of a fresh state."""

from typing import Any

State = dict[str, Any]


def fold(state: State, frames: list[dict[str, Any]]) -> State:
    """Return messages as (role, text, status) and the running answer's text."""
    messages = [(m["role"], m["text"], m["status"]) for m in state["messages"]]
    running = dict(state["run"]) if state["run"] else None
    queue = [waiting["query"] for waiting in state["queue"]]
    asked = [m["run"] for m in state["messages"] if m["role"] == "user"]
    for frame in frames:
        match frame:
            case {"status": "thinking", "data": {"query": query}, "run": run}:
                running = {"text": "", "query": query}
                queue = [waiting for waiting in queue if waiting != query]
                if run not in asked:
                    messages.append(("user", query, "completed"))
            case {"type": "chunk", "content": text} if running is not None:
                running["text"] += text
            case {"status": "completed", "data": data} if running is not None:
                status = "stopped" if data.get("stopped") else "completed"
                messages.append(("assistant", running["text"], status))
                running = None
    return {"messages": messages, "text": running and running["text"], "queue": queue}
