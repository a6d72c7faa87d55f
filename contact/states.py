"""The states of a conversation, and which may follow which."""

from enum import StrEnum

from contact.errors import WrongState


class ConversationState(StrEnum):
    """Who answers the visitor."""

    AI = "ai"
    OWNER = "owner"
    CLOSED = "closed"


_MAY_FOLLOW = {
    ConversationState.AI: frozenset({ConversationState.OWNER, ConversationState.CLOSED}),
    ConversationState.OWNER: frozenset({ConversationState.AI, ConversationState.CLOSED}),
    ConversationState.CLOSED: frozenset({ConversationState.AI, ConversationState.OWNER}),
}


def check_transition(got: ConversationState, wanted: ConversationState) -> None:
    """Raise WrongState unless a conversation may go from `got` to `wanted`."""
    if wanted not in _MAY_FOLLOW[got]:
        expected = ", ".join(sorted(_MAY_FOLLOW[got]))
        raise WrongState(f"a conversation that is {got} cannot become {wanted}, only: {expected}")
