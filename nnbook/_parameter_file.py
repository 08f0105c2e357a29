# Made from docs/16-deep-net.md: edit it, run `python -m loom tangle`.

# docs/16-deep-net.md#rest
"""Parameters in one file, which any NumPy can read, with a checksum."""

import io
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import numpy as np

from nnbook._network import Parameters, network

_LENGTH = 64  # of a SHA-256 checksum in hexadecimal digits


def save(path: str | Path, parameters: Parameters) -> None:
    """Write (W, b), every bit of it, to an .npz file of arrays W1 .. WL and b1 .. bL.

    path: a file name or Path, used as it is   parameters: as train returns them
    The last 64 bytes, the archive's comment, are the SHA-256 checksum of the rest.
    Raises TypeError and ValueError for other parameters.
    """
    _, *parts = network(parameters)
    archive = io.BytesIO()
    np.savez(
        archive, **{f"{n}{l}": part[l] for n, part in zip("Wb", parts) for l in part}
    )
    with ZipFile(archive, "a") as file:
        file.comment = bytes(_LENGTH)
    content = archive.getvalue()[:-_LENGTH]
    Path(path).write_bytes(content + sha256(content).hexdigest().encode())


def load(path: str | Path) -> Parameters:
    """(W, b) from a file that save wrote. No code in the file is ever run.

    Raises ValueError for a file that was cut short, altered, or not written by save.
    """
    content = Path(path).read_bytes()
    checksum = sha256(content[:-_LENGTH]).hexdigest().encode()
    if content[-_LENGTH:] != checksum:
        raise ValueError(
            f"{path} is damaged, or was not written by save: its checksum is wrong"
        )
    with np.load(io.BytesIO(content), allow_pickle=False) as file:
        names = file.files
        W, b = ({int(n[1:]): file[n] for n in names if n[0] == part} for part in "Wb")
    network((W, b))
    return W, b
