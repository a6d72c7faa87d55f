"""A scripted model: exact tokens, delays, tool calls and failures, behind the real wire format.

    steps        what a reply consists of, and a Script: one reply after another
    player       plays a reply as bytes
    transport    in the same process: a client's transport
    server       over HTTP on 127.0.0.1: ScriptedUpstream
    __main__     as a process of its own, for benchmarks

For tests and benchmarks only; nothing that serves people imports it.
"""

from llm.scripts.server import ScriptedUpstream
from llm.scripts.steps import (
    CallTool,
    Disconnect,
    Fail,
    Finish,
    Raw,
    Reply,
    Script,
    Stall,
    Step,
    Tokens,
    tokens,
)
from llm.scripts.transport import ScriptedTransport, scripted_client

__all__ = [
    "CallTool",
    "Disconnect",
    "Fail",
    "Finish",
    "Raw",
    "Reply",
    "Script",
    "ScriptedTransport",
    "ScriptedUpstream",
    "Stall",
    "Step",
    "Tokens",
    "scripted_client",
    "tokens",
]
