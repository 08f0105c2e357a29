# Made from docs/08-transposes.md: edit it, run `python -m loom tangle`.

# docs/08-transposes.md#three-functions
"""The three gradients of a layer Z = WA + b𝟏ᵀ, from 𝐝Z, a column a sample.

𝐝 is the upright d of chapter 8: a gradient, not a small step.
"""

from numpy.typing import NDArray

from nnbook._arrays import shapes


@shapes("dZ (n, m), A (p, m) -> dW (n, p)")
def weights(dZ: NDArray, A: NDArray) -> NDArray:
    """𝐝W = 𝐝Z Aᵀ / m, the mean over the samples.         eq: weights_gradient

    dZ (n, m): per sample, the derivatives of its loss with respect to z
    A (p, m): what the layer was given   ->   dW (n, p), the shape of W
    Raises TypeError for entries that are not real; ValueError for shapes that do
    not fit, for an empty array, and for NaN or infinity.
    """
    return (dZ / dZ.shape[1]) @ A.T


@shapes("dZ (n, m) -> db (n, 1)")
def bias(dZ: NDArray) -> NDArray:
    """𝐝b = 𝐝Z 𝟏 / m, the mean of the columns.               eq: bias_gradient

    dZ (n, m): per sample, the derivatives of its loss with respect to z
    ->   db (n, 1)
    Raises TypeError and ValueError as weights does.
    """
    return dZ.sum(axis=1, keepdims=True) / dZ.shape[1]


@shapes("dZ (n, m), W (n, p) -> dA (p, m)")
def inputs(dZ: NDArray, W: NDArray) -> NDArray:
    """𝐝A = Wᵀ 𝐝Z, still per sample, so without 1/m.        eq: inputs_gradient

    dZ (n, m): per sample, the derivatives of its loss with respect to z
    W (n, p): the layer's weights   ->   dA (p, m)
    Raises TypeError and ValueError as weights does.
    """
    return W.T @ dZ
