"""To-dos and notes in sentences. Pure."""

from collections.abc import Mapping
from typing import Any

from chatstream.assistant.offline.intents import Intent


def told(intent: Intent, data: Mapping[str, Any], chinese: bool) -> str:
    """Say what was kept, done or removed, or list what there is."""
    match intent.tool:
        case "list_todos":
            return _todos(data["todos"], chinese)
        case "list_notes":
            return _notes(data["notes"], data["words"], chinese)
        case "add_todo":
            return _todo_added(data["added"], chinese)
        case "add_note":
            row = data["added"]
            if chinese:
                return f"记下了（笔记 {row['number']}）：{row['text']}"
            return f"Noted (note {row['number']}): {row['text']}"
        case "complete_todo":
            row = data["completed"]
            return f"好的，“{row['text']}”已完成 ✅" if chinese else f"Done: “{row['text']}” ✅"
    row = data["deleted"]
    return f"已删除：{row['text']}" if chinese else f"Removed: {row['text']}"


def _todo_added(row: Mapping[str, Any], chinese: bool) -> str:
    if chinese:
        due = f"，{row['due_on']} 前" if row["due_on"] else ""
        return (
            f"已加入待办 {row['number']}：{row['text']}{due}。\n"
            "（我不会到点响铃；问我“还有什么要做的”就能看到。）"
        )
    due = f", by {row['due_on']}" if row["due_on"] else ""
    return (
        f"On your list as number {row['number']}: {row['text']}{due}.\n"
        "(I cannot ring at a time; ask “what do I have to do?” to see it.)"
    )


def _todos(rows: list[dict[str, Any]], chinese: bool) -> str:
    if not rows:
        return "没有待办，都做完了 🎉" if chinese else "Nothing is left to do 🎉"
    head = f"你有 {len(rows)} 件待办：" if chinese else f"You have {len(rows)} to do:"
    return "\n".join([head, *(_line(row, chinese) for row in rows)])


def _line(row: Mapping[str, Any], chinese: bool) -> str:
    due = ""
    if row["due_on"]:
        due = f"（{row['due_on']} 前）" if chinese else f" (by {row['due_on']})"
    return f"{row['number']}. {row['text']}{due}{' ✅' if row['done'] else ''}"


def _notes(rows: list[dict[str, Any]], words: str, chinese: bool) -> str:
    if not rows and words:
        return f"没有找到含“{words}”的笔记。" if chinese else f"No note holds “{words}”."
    if not rows:
        return "还没有笔记。" if chinese else "There are no notes yet."
    head = f"你的笔记（{len(rows)} 条）：" if chinese else f"Your notes ({len(rows)}):"
    return "\n".join([head, *(f"{row['number']}. {row['text']}" for row in rows)])
