"""From the chapters to the package: docs/NN-stem.md → nnbook/stem.py.

A generated module is one header line that names the chapter to edit, one marker line
a block that names the section it stands in, and the code. The same sources give the
same bytes anywhere: there are no dates, no line numbers and no state files.
"""

import ast
from dataclasses import dataclass
from pathlib import Path

from nnbook.loom.source import Fault, SourceError

PACKAGE = "nnbook"


@dataclass(frozen=True)
class Module:
    """A generated module. `origin[i]` is the chapter's line behind line i + 1."""

    stem: str
    page: str
    text: str
    origin: tuple

    @property
    def path(self):
        """The module's path relative to the project's root."""
        return f"{PACKAGE}/{self.stem}.py"


def modules(book):
    """The modules of a book by stem.

    Raises SourceError where two chapters export to one module, where a block stands
    before the first heading and so has no address, or where the code does not parse.
    """
    owners, blocks, faults = {}, {}, []
    for page in book.pages.values():
        for fence in page.fences:
            if fence.stem is None:
                continue
            owner = owners.setdefault(fence.stem, (page, fence))[0]
            if owner is not page:
                first = owners[fence.stem][1]
                faults.append(Fault(page.path, fence.line, f"nnbook/{fence.stem}.py belongs to {owner.path}:{first.line}: a module has one chapter"))
            elif fence.anchor is None:
                faults.append(Fault(page.path, fence.line, "exported code stands below a heading"))
            else:
                blocks.setdefault(fence.stem, []).append(fence)
    built = {stem: _module(stem, owners[stem][0].path, blocks[stem]) for stem in blocks}
    for module in built.values():
        faults += _syntax(module)
    if faults:
        raise SourceError(faults)
    return built


def _module(stem, page, fences):
    lines = [f"# Made from {page} by `python -m nnbook.loom tangle`: edit the chapter."]
    origin = [fences[0].line]
    for number, fence in enumerate(fences):
        gap = [""] if number == 0 else ["", ""]
        lines += [*gap, f"# {page}#{fence.anchor}"]
        origin += [fence.line] * (len(gap) + 1)
        body = fence.body.rstrip("\n").split("\n")
        lines += body
        origin += range(fence.line + 1, fence.line + 1 + len(body))
    return Module(stem, page, "\n".join(lines) + "\n", tuple(origin))


def _syntax(module):
    try:
        ast.parse(module.text)
    except SyntaxError as error:
        line = module.origin[min(error.lineno or 1, len(module.origin)) - 1]
        return [Fault(module.page, line, f"this is not Python: {error.msg}")]
    return []


def generated(root):
    """Every file of root/nnbook, outside loom/, that only a chapter may write."""
    package = Path(root) / PACKAGE
    return sorted(
        path
        for path in package.rglob("*")
        if path.is_file()
        and path.relative_to(package).parts[0] != "loom"
        and "__pycache__" not in path.parts
        and not path.name.startswith(".")
    )


def differences(book):
    """Where package and chapters disagree, a line each; [] when they agree.

    Each names both places, as `nnbook/neuron.py:30 differs from docs/01-neuron.md:88`.
    """
    built = modules(book)
    found = [difference for stem in built for difference in _compare(book.root, built[stem])]
    wanted = {module.path for module in built.values()}
    for path in generated(book.root):
        name = path.relative_to(book.root).as_posix()
        if name not in wanted:
            found.append(f"{name}:1 has no chapter that exports it: delete it, or export it from one")
    return found


def _compare(root, module):
    path = Path(root) / module.path
    if not path.exists():
        return [f"{module.path} is missing: {module.page}:{module.origin[0]} exports it"]
    actual = path.read_bytes().decode("utf-8", "replace")
    if actual == module.text:
        return []
    wanted, got = module.text.split("\n"), actual.split("\n")
    at = next((i for i, pair in enumerate(zip(wanted, got)) if pair[0] != pair[1]), min(len(wanted), len(got)))
    line = module.origin[min(at, len(module.origin) - 1)]
    return [f"{module.path}:{at + 1} differs from {module.page}:{line}"]


def write(book):
    """Write every module that has changed; returns the paths written.

    Raises SourceError, before anything is written, for a target that leads outside
    nnbook/ through a link.
    """
    built = modules(book)
    package = (Path(book.root) / PACKAGE).resolve()
    for module in built.values():
        target = Path(book.root) / module.path
        if target.is_symlink() or target.resolve().parent != package:
            raise SourceError([Fault(module.page, module.origin[0], f"{module.path} is a link: a module is a file in nnbook/")])
    written = []
    for module in built.values():
        target = Path(book.root) / module.path
        if not target.exists() or target.read_bytes() != module.text.encode():
            target.parent.mkdir(exist_ok=True)
            partial = target.with_suffix(".py.new")
            partial.write_bytes(module.text.encode())
            partial.replace(target)
            written.append(module.path)
    return written
