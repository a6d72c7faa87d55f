"""What can go wrong with a model, as one tree.

ModelError                   code, reason, retryable, detail
├── ModelUnavailable         no answer began: no connection, 5xx, or silence    retryable
├── ModelRateLimited         the server asks us to slow down (429)              retryable
├── ModelRejected            the server refuses this request (other 4xx)
├── ModelCutOff              the answer had begun, then broke off or stalled
├── ModelProtocolError       what came is not the Chat Completions format
└── TooManyToolRounds        the model asked for tools again and again
"""

from typing import ClassVar


class ModelError(Exception):
    """A model gave no whole answer.

    `reason` may be shown to a client: it is one of our own sentences, never the server's text, a
    key, an address or a traceback. `detail` is for the log, and holds no secret either: a status
    code, the names of exceptions, what the operating system said.
    """

    code: ClassVar[str] = "model_error"
    default_reason: ClassVar[str] = "the model could not answer"
    retryable: ClassVar[bool] = False

    def __init__(self, reason: str = "", *, detail: str = "") -> None:
        self.reason = reason or self.default_reason
        self.detail = detail
        super().__init__(f"{self.reason} ({detail})" if detail else self.reason)


class ModelUnavailable(ModelError):
    code = "model_unavailable"
    default_reason = "the model cannot be reached, try again"
    retryable = True


class ModelRateLimited(ModelError):
    code = "model_rate_limited"
    default_reason = "the model is overloaded, try again later"
    retryable = True


class ModelRejected(ModelError):
    code = "model_rejected"
    default_reason = "the model refused the request"


class ModelCutOff(ModelError):
    code = "model_cut_off"
    default_reason = "the model's answer broke off"


class ModelProtocolError(ModelError):
    code = "model_protocol"
    default_reason = "the model's answer could not be understood"


class TooManyToolRounds(ModelError):
    code = "too_many_tool_rounds"
    default_reason = "the model asked for too many tools"
