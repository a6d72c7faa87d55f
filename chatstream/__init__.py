"""Conversations with an AI: the typewriter chat (002) with its property desk, and the assistant.

consumers -> services -> runs -> llm
frames       what is said on the wire     selectors   what is read
assistant/   several agents (004)
property/    the desk's rows and tools: bills, parking, repairs
"""
