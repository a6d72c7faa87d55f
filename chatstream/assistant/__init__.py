"""The assistant (004): agents that hand over to each other, with real sources behind them.

    helper      what tools may know of who asks
    team        the agents: TEAM, TRIAGE, agents_told()
      guardrails  what is refused before any model hears it, by `patterns`
      tools       weather, news, recipes
      notes       to-dos and notes, in rows
    offline     how the built-in model plays these agents
    conf, checks

docs/assistant.md says what comes of it.
"""
