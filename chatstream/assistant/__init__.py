"""The assistant (004): several agents, one socket at `/ws?user_id=…`.

consumers -> services -> runs -> llm
parsing      commands in                  frames      what is said on the wire
snapshots    the log, folded into ChatResponse snapshots (pure)
deltas       the finer frames, `?stream=delta` (pure)
rooms        private and shared rooms     selectors   what is read
helper       what tools may know of who asks
team         the agents: TEAM, TRIAGE, agents_told()
  guardrails   what is refused before any model hears it, by `patterns`
  tools        weather, news, recipes
  notes        to-dos and notes, in rows
offline      how the built-in model plays these agents
conf, checks

docs/assistant.md says what comes of it.
"""
