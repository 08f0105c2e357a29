# Made from docs/07-matrices.md: edit it, run `python -m loom tangle`.

# docs/07-matrices.md#layer-in-python
"""One layer of neurons, all samples at once."""

from numpy.typing import NDArray

from nnbook._arrays import shapes


@shapes("W (n, p), b (n, 1), A (p, m) -> Z (n, m)")
def forward(W: NDArray, b: NDArray, A: NDArray) -> NDArray:
    """Z = WA + b𝟏ᵀ, one column a sample.                       eq: layer

    W (n, p): a row of p weights for each of n neurons   b (n, 1): a bias for each
    A (p, m): the p inputs of m samples, a column each   ->   Z (n, m)
    Raises TypeError for entries that are not real; ValueError for shapes that do
    not fit, for an empty array, and for NaN or infinity.
    """
    return W @ A + b
