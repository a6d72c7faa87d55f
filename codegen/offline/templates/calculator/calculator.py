"""A calculator for the command line.

    python calculator.py "2 * (3 + 4)"      one answer
    python calculator.py                    one answer for each line that is typed

Python's own parser reads an expression into a tree, and of that tree only numbers and what the
tables below name are worked out. Nothing that is typed is ever executed.
"""

import ast
import operator
import sys
from collections.abc import Callable, Iterable

Number = int | float

MAX_LENGTH = 200
MAX_BITS = 10_000


class CalculatorError(ValueError):
    """What was typed has no value; the text says why."""


def checked(result: Number) -> Number:
    """Return the result, unless it is too long to be shown."""
    if isinstance(result, int) and result.bit_length() > MAX_BITS:
        raise CalculatorError("the result is too large")
    return result


SYMBOLS = {
    "×": "*",
    "÷": "/",
    "（": "(",
    "）": ")",
}
OPERATORS: dict[type[ast.operator], Callable[[Number, Number], Number]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
SIGNS: dict[type[ast.unaryop], Callable[[Number], Number]] = {
    ast.UAdd: operator.pos,
    ast.USub: operator.neg,
}
FUNCTIONS: dict[str, Callable[[Number], Number]] = {
    "abs": abs,
}
TYPED = [
    "+ - * /",
    "( )",
]


def calculate(expression: str) -> Number:
    """Return the value of an expression. Raises CalculatorError."""
    if len(expression) > MAX_LENGTH:
        raise CalculatorError(f"longer than {MAX_LENGTH} characters")
    for written, meant in SYMBOLS.items():
        expression = expression.replace(written, meant)
    try:
        return checked(value(ast.parse(expression.strip(), mode="eval").body))
    except ZeroDivisionError:
        raise CalculatorError("division by zero") from None
    except OverflowError:
        raise CalculatorError("the result is too large") from None
    except (SyntaxError, RecursionError, MemoryError):
        raise CalculatorError("this is no expression that I can read") from None


def value(node: ast.expr) -> Number:
    """Work out one node of the tree, and what is below it."""
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return number
        case ast.BinOp(left, sign, right) if type(sign) in OPERATORS:
            return checked(OPERATORS[type(sign)](value(left), value(right)))
        case ast.UnaryOp(sign, operand) if type(sign) in SIGNS:
            return SIGNS[type(sign)](value(operand))
        case ast.Call(ast.Name(name), [argument], []) if name in FUNCTIONS:
            return FUNCTIONS[name](value(argument))
    raise CalculatorError("only numbers and the operations that I know, please")


def operations() -> str:
    """Say what can be typed."""
    return ", ".join([*TYPED, *(f"{name}()" for name in FUNCTIONS)])


COMMANDS: dict[str, Callable[[], str]] = {
    "help": operations,
}


def answer(line: str) -> str:
    """Answer a line: the name of a command, or an expression."""
    command = COMMANDS.get(line.strip())
    if command:
        return command()
    result = calculate(line)
    return str(result)


def main(lines: Iterable[str]) -> int:
    """Answer line after line; 1 if any of them had no answer."""
    status = 0
    for line in lines:
        try:
            print(answer(line))
        except CalculatorError as error:
            print(f"error: {error}", file=sys.stderr)
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main([" ".join(sys.argv[1:])] if sys.argv[1:] else sys.stdin))
