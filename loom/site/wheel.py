"""The package of the book as a wheel, which pip installs from the site.

It holds what the chapters make and what checks the exercises, not the tools that weave the
book. It is written here, not by a build backend, because a build of the site downloads
nothing and gives the same bytes on any day.
"""

import base64
import hashlib
import io
import zipfile
from importlib import metadata
from pathlib import Path

FIELDS = ("Name", "Version", "Summary", "License-Expression", "Requires-Python")
TAGS = "Wheel-Version: 1.0\nGenerator: nnbook\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
_DAY = (1980, 1, 1, 0, 0, 0)


def name():
    """The wheel's file name, which pip reads: the package, its version and what it runs on."""
    return f"nnbook-{metadata.version('nnbook')}-py3-none-any.whl"


def build(root):
    """The bytes of the wheel of the package in the folder `root`/nnbook.

    Its metadata are those of the nnbook that is installed.
    """
    installed = metadata.distribution("nnbook")
    folder = f"nnbook-{installed.version}.dist-info"
    files = {path.relative_to(root).as_posix(): path.read_bytes() for path in _modules(Path(root))}
    files[f"{folder}/METADATA"] = _described(installed).encode()
    files[f"{folder}/WHEEL"] = TAGS.encode()
    if licence := installed.read_text("licenses/LICENSE"):
        files[f"{folder}/licenses/LICENSE"] = licence.encode()
    record = "".join(f"{path},sha256={_digest(data)},{len(data)}\n" for path, data in files.items())
    files[f"{folder}/RECORD"] = f"{record}{folder}/RECORD,,\n".encode()
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        for path, data in files.items():
            entry = zipfile.ZipInfo(path, _DAY)
            entry.create_system, entry.external_attr = 3, 0o100644 << 16  # readable, on any system
            packed.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return archive.getvalue()


def _modules(root):
    package = root / "nnbook"
    return sorted(package.rglob("*.py"))


def _described(installed):
    told = installed.metadata
    lines = ["Metadata-Version: 2.4"]
    lines += [f"{field}: {told[field]}" for field in FIELDS if field in told]
    lines += [f"Requires-Dist: {needed}" for needed in installed.requires or () if "extra ==" not in needed]
    return "\n".join(lines) + "\n"


def _digest(data):
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
