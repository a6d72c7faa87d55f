"""Examples of the contact desk's frames, and of what its log holds."""

from uuid import UUID

from contact import frames as contact
from contact import notices
from contact.inbox import frames as inbox
from realtime.entries import STARTED, TEXT, TEXT_ENDED, Entry
from realtime.frames import Command, EventFrame
from realtime.states import RunState

RUN = "b1V2kTq0XwQ3nE5d"
CLIENT_ID = "0b5b8a52-9d0f-4f5e-8a3c-6d1f8f6f2c11"
MESSAGE_ID = "5d0c7a34-1c0e-4bb0-9f6f-9a1d7c2b3e42"
NOTE_ID = "7"
AT = "2025-01-01T12:00:00+00:00"
TICKET = "tw1_…"
QUESTION = "你好，这个博客系统是怎么搭建的？"
OWNER = "olga"


def _said(sender: str, text: str, **more: object) -> dict[str, object]:
    return {"id": MESSAGE_ID, "sender": sender, "text": text, "at": AT, **more}


_LINE = {
    "client_id": CLIENT_ID,
    "state": "ai",
    "owner": None,
    "unread": 1,
    "last_text": QUESTION,
    "last_sender": "visitor",
    "last_at": AT,
    "page": "/pricing",
    "agent": "Mozilla/5.0",
    "language": "zh-CN",
}
_REQUEST = {"id": MESSAGE_ID, "message": "请联系我", "user_agent": "Mozilla/5.0", "at": AT}
_NOTE = {"id": 7, "author": OWNER, "text": "老客户", "at": AT}
_ABOUT = UUID(CLIENT_ID)

EXAMPLES: tuple[Command | EventFrame, ...] = (
    contact.ContactRequestSent(
        type="contact_request", message="请联系我", timestamp=AT, userAgent="Mozilla/5.0"
    ),
    contact.VisitorMessage(type="chat_message", message=QUESTION, timestamp=AT),
    contact.VisitorPing(type="ping"),
    contact.VisitorTyping(type="typing", typing=True),
    contact.ConnectionEstablished(client_id=CLIENT_ID, timestamp=AT, ticket=TICKET),
    contact.ContactRequestReceived(request_id=MESSAGE_ID, timestamp=AT),
    contact.ChatMessageReceived(message_id=MESSAGE_ID, timestamp=AT),
    contact.ContactChatMessage(
        message="用 Django 搭建。",
        sender="assistant",
        timestamp=AT,
        message_id=MESSAGE_ID,
        offset=7,
        run=RUN,
    ),
    contact.VisitorPong(timestamp=AT),
    contact.ContactError(
        message="未知的消息类型: X", timestamp=AT, code="unknown_type", retryable=False
    ),
    contact.ContactDelta(text="用 Django ", offset=4, run=RUN),
    contact.ContactAnswerEnded(
        status="completed", message_id=MESSAGE_ID, timestamp=AT, offset=7, run=RUN
    ),
    contact.ContactTyping(sender="owner", typing=True, offset=9),
    contact.Takeover(state="owner", offset=8),
    contact.Away(away=True, offset=10),
    inbox.OpenConversation(type="open", client_id=_ABOUT),
    inbox.FindConversations(type="find", query="账单"),
    inbox.TakeOver(type="take_over", client_id=_ABOUT),
    inbox.HandBack(type="hand_back", client_id=_ABOUT),
    inbox.CloseConversation(type="close", client_id=_ABOUT),
    inbox.OwnerReply(type="reply", client_id=_ABOUT, message="我在。", client_message_id="r-1"),
    inbox.AddNote(type="note", client_id=_ABOUT, message="老客户"),
    inbox.MarkRead(type="read", client_id=_ABOUT),
    inbox.OwnerTyping(type="typing", client_id=_ABOUT, typing=True),
    inbox.SendBroadcast(type="broadcast", message="今晚维护", client_message_id="b-1"),
    inbox.InboxPing(type="ping"),
    inbox.InboxNews(
        news="message", conversation=_LINE, message=_said("visitor", QUESTION), offset=12
    ),
    inbox.InboxBroadcast(id="3", text="今晚维护", reached=12, offset=13),
    inbox.InboxPresence(people=[{"name": OWNER, "connections": 1}], total=1, offset=14),
    inbox.InboxConversation(
        conversation=_LINE,
        messages=[_said("visitor", QUESTION, author=None)],
        requests=[_REQUEST],
        notes=[_NOTE],
        more=False,
    ),
    inbox.InboxConversations(conversations=[_LINE], more=False),
    inbox.InboxDone(command="reply", client_id=CLIENT_ID, id=MESSAGE_ID, client_message_id="r-1"),
    inbox.InboxPong(timestamp=AT),
    inbox.InboxError(
        message="处理消息时出错: no such conversation",
        timestamp=AT,
        code="not_found",
        retryable=False,
        command="reply",
    ),
)

#: What the log holds of a message and its answer; of a slow answer; and of one taken over.
ANSWERED = (
    Entry(1, 2, None, notices.MESSAGE, {"message": _said("visitor", QUESTION)}),
    Entry(1, 3, RUN, STARTED, {}),
    Entry(1, 4, RUN, TEXT, {"text": "用 Django "}),
    Entry(1, 5, RUN, TEXT, {"text": "搭建。"}),
    Entry(1, 6, RUN, TEXT_ENDED, {"characters": 12}),
    Entry(
        1,
        7,
        RUN,
        RunState.COMPLETED,
        {"reason": "", "message": _said("assistant", "用 Django 搭建。")},
    ),
)
_PART = {"message": _said("assistant", "用 Django "), "characters": 9, "more": True}
SLOW = (
    Entry(1, 4, RUN, TEXT, {"text": "用 Django "}),
    Entry(1, 5, RUN, notices.PART, _PART),
    Entry(1, 6, RUN, TEXT, {"text": "搭建。"}),
    Entry(1, 8, RUN, RunState.COMPLETED, {"reason": "", "message": _said("assistant", "搭建。")}),
)
_CUT_OFF = {"message": _said("assistant", "用 Dja", status="taken_over"), "characters": 6}
TAKEN_OVER = (
    Entry(1, 4, RUN, TEXT, {"text": "用 Dja"}),
    Entry(1, 5, RUN, notices.PART, _CUT_OFF),
    Entry(1, 6, None, notices.CONVERSATION, {"state": "owner", "ownership": 1}),
    Entry(1, 8, RUN, RunState.STOPPED, {"reason": ""}),
    Entry(1, 9, None, notices.MESSAGE, {"message": _said("owner", "我在。")}),
)
