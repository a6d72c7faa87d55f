"""The installed packages, against requirements.txt and constraints.txt."""

from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, distribution, version

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from config.health.results import Result, failure, ok, warning
from config.health.start import BASE_DIR, SETUP


def results() -> Iterator[Result]:
    """Judge what the interpreter that runs this can import."""
    requirements = (BASE_DIR / "requirements.txt").read_text("utf-8")
    constraints = (BASE_DIR / "constraints.txt").read_text("utf-8")
    yield from package_results(requirements)
    yield constraints_result(constraints)


def package_results(requirements: str) -> Iterator[Result]:
    """Judge each required package, and then all that those need in turn."""
    required = list(parsed(requirements))
    judged = {_name(each): _judged(each, "requirements.txt") for each in required}
    yield from judged.values()
    behind: dict[str, Result] = {}
    for inner, by in _needed(required):
        found = _judged(inner, by)
        if _name(inner) not in judged and (found.advice or _name(inner) not in behind):
            behind[_name(inner)] = found
    lacking = [result for result in behind.values() if result.advice]
    yield from lacking or [ok("what these need", f"{len(behind)} more packages")]


def parsed(lines: str) -> Iterator[Requirement]:
    """Yield the requirements of a file, without comments and options."""
    for line in lines.splitlines():
        text = line.split("#", 1)[0].strip()
        if text and not text.startswith("-"):
            yield Requirement(text)


def _name(requirement: Requirement) -> str:
    return canonicalize_name(requirement.name)


def _judged(requirement: Requirement, by: str) -> Result:
    try:
        installed = version(requirement.name)
    except PackageNotFoundError:
        return failure(requirement.name, f"not installed ({by} asks for it)", SETUP)
    if requirement.specifier.contains(installed, prereleases=True):
        return ok(requirement.name, installed)
    found = f"{installed}, where {by} asks for {requirement.specifier}"
    return failure(requirement.name, found, SETUP)


def _needed(required: Iterable[Requirement]) -> Iterator[tuple[Requirement, str]]:
    """Yield what installed packages need, over all generations, and which one asks for it."""
    waiting, seen = list(required), set()
    while waiting:
        asking = waiting.pop()
        known = (_name(asking), frozenset(asking.extras))
        if known in seen:
            continue
        seen.add(known)
        for inner in _dependencies(asking):
            waiting.append(inner)
            yield inner, asking.name


def _dependencies(asking: Requirement) -> Iterator[Requirement]:
    try:
        lines = distribution(asking.name).requires or []
    except PackageNotFoundError:
        return
    for inner in map(Requirement, lines):
        marker, extras = inner.marker, asking.extras or {""}
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in extras):
            yield inner


def constraints_result(constraints: str) -> Result:
    """Compare what is installed with the versions that were tested together."""
    differing = list(_differing(constraints))
    if not differing:
        return ok("constraints.txt", "the versions that were tested together")
    found = f"{len(differing)} other than tested: {', '.join(differing[:5])}"
    advice = "`pip install -r requirements.txt -c constraints.txt` installs the tested ones."
    return warning("constraints.txt", found + (" …" if len(differing) > 5 else ""), advice)


def _differing(constraints: str) -> Iterator[str]:
    for tested in parsed(constraints):
        try:
            installed = version(tested.name)
        except PackageNotFoundError:  # only the tests need it
            continue
        if not tested.specifier.contains(installed, prereleases=True):
            yield f"{tested.name} {installed} ({tested.specifier})"
