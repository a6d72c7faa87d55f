"""Conversations with an AI. Here: the typewriter chat (002) and its property desk.

consumers -> services -> runs -> llm
frames       what is said on the wire     selectors   what is read
property/    the desk's rows and tools: bills, parking, repairs
"""
