"""The owner's side: one socket hears of every conversation, and speaks in any of them.

consumers    `/contact/inbox`, for staff only
frames       what staff say and hear          services    what they do
selectors    what they read                   broadcasts  what all visitors hear
"""
