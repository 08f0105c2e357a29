"""From the chapters to the package: docs/NN-stem.md → nnbook/stem.py.

A generated module is one header line that names the chapter to edit, one marker line
a block that names the section it stands in, and the code. The same sources give the
same bytes anywhere: there are no dates, no line numbers and no state files.
"""

import warnings
from pathlib import Path
from typing import NamedTuple

from loom.model import Fault, SourceError

PACKAGE = "nnbook"


class Module(NamedTuple):
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
    before the first heading and so has no address, or where the code does not compile.
    """
    owners, blocks, faults = {}, {}, []
    for page in book.pages.values():
        for fence in page.fences:
            if fence.stem is None:
                continue
            owner, first = owners.setdefault(fence.stem, (page, fence))
            if owner is not page:
                message = (
                    f"nnbook/{fence.stem}.py belongs to {owner.path}:{first.line}: a module has "
                    "one chapter; export to another name"
                )
                faults.append(Fault(page.path, fence.line, message))
            elif fence.anchor is None:
                message = "exported code stands below a heading: write one above"
                faults.append(Fault(page.path, fence.line, message))
            else:
                blocks.setdefault(fence.stem, []).append(fence)
    built = {stem: _module(stem, owners[stem][0].path, blocks[stem]) for stem in blocks}
    for module in built.values():
        faults += _syntax(module)
    if faults:
        raise SourceError(faults)
    return built


def _module(stem, page, fences):
    lines = [f"# Made from {page}: edit it, run `python -m loom tangle`."]
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
    """The fault of code that does not compile, or compiles with a warning."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", SyntaxWarning)
            warnings.simplefilter("error", DeprecationWarning)
            compile(module.text, module.path, "exec", dont_inherit=True)
    except SyntaxError as error:
        line = module.origin[min(error.lineno or 1, len(module.origin)) - 1]
        return [Fault(module.page, line, f"this does not compile: {error.msg}")]
    except (ValueError, RecursionError, MemoryError) as error:
        message = f"this does not compile: {error or 'nested too deeply'}"
        return [Fault(module.page, module.origin[0], message)]
    return []


def generated(root):
    """Every file of root/nnbook, which only a chapter may write."""
    package = Path(root) / PACKAGE
    return sorted(
        path
        for path in package.rglob("*")
        if (path.is_file() or path.is_symlink())
        and "__pycache__" not in path.parts
        and not path.name.startswith(".")
    )


def differences(book):
    """Where package and chapters disagree, a line each; [] when they agree.

    Each names both places, as `nnbook/neuron.py:30 differs from docs/01-neuron.md:88`.
    Raises SourceError as `write` does.
    """
    built = _writable_modules(book)
    found = [difference for stem in built for difference in _compare(book.root, built[stem])]
    wanted = {module.path for module in built.values()}
    for path in generated(book.root):
        name = path.relative_to(book.root).as_posix()
        if name not in wanted:
            found.append(f"{name}:1 has no chapter: delete it, or export it from a chapter")
    return found


def _compare(root, module):
    path = Path(root) / module.path
    if not path.exists():
        return [f"{module.path} is missing: {module.page}:{module.origin[0]} exports it"]
    actual, wanted = path.read_bytes(), module.text.encode()
    if actual == wanted:
        return []
    if actual.replace(b"\r\n", b"\n") == wanted:
        place = f"{module.path}:1 differs from {module.page}:{module.origin[0]}"
        return [f"{place} in its line ends alone (CRLF)"]
    pairs = zip(wanted.split(b"\n"), actual.split(b"\n"))
    same = min(wanted.count(b"\n"), actual.count(b"\n"))  # where one merely goes on
    at = next((i for i, (ours, theirs) in enumerate(pairs) if ours != theirs), same)
    line = module.origin[min(at, len(module.origin) - 1)]
    return [f"{module.path}:{at + 1} differs from {module.page}:{line}"]


def write(book):
    """Write every module that has changed; returns the paths written.

    Raises SourceError, before anything is written, for a target that leads outside
    nnbook/ through a link, or that is no file.
    """
    written = []
    for module in _writable_modules(book).values():
        target = Path(book.root) / module.path
        if not target.exists() or target.read_bytes() != module.text.encode():
            target.parent.mkdir(exist_ok=True)
            partial = target.with_suffix(".py.new")
            partial.write_bytes(module.text.encode())
            partial.replace(target)  # so that nobody ever imports half a module
            written.append(module.path)
    return written


def _writable_modules(book):
    built = modules(book)
    package = Path(book.root) / PACKAGE
    faults = []
    for module in built.values():
        target = Path(book.root) / module.path
        linked = next((path for path in (package, target) if path.is_symlink()), None)
        if linked:
            name = linked.relative_to(book.root).as_posix()
            message = f"{name} is a link, and would be written elsewhere: replace it by a copy"
            faults.append(Fault(module.page, module.origin[0], message))
        elif target.is_dir() or (package.exists() and not package.is_dir()):
            message = f"{module.path} cannot be a file: a folder or a file is in its place"
            faults.append(Fault(module.page, module.origin[0], message))
    if faults:
        raise SourceError(faults)
    return built
