"""Forward passes with a cache of the student's own form, slips in them, and right backward passes."""

from dataclasses import dataclass
from itertools import pairwise

BATCH_NORM = """
from dataclasses import dataclass

@dataclass
class Kept:
    centered: np.ndarray
    normal: np.ndarray
    root: np.ndarray
    scale: np.ndarray

def batch_norm_forward(Z, gamma, beta, bn_param):
    bn_param = dict(bn_param)
    eps, momentum = bn_param["eps"], bn_param["momentum"]
    if bn_param["mode"] == "train":
        mu = np.mean(Z, axis=1, keepdims=True)
        var = np.var(Z, axis=1, keepdims=True)
        bn_param["running_mean"] = momentum * bn_param["running_mean"] + (1 - momentum) * mu
        bn_param["running_var"] = momentum * bn_param["running_var"] + (1 - momentum) * var
    elif bn_param["mode"] == "test":
        mu, var = bn_param["running_mean"], bn_param["running_var"]
    else:
        raise ValueError(bn_param["mode"])
    root = np.sqrt(var + eps)
    centered = Z - mu
    normal = centered / root
    Z_tilde = gamma * normal + beta
    return Z_tilde, Kept(centered, normal, root, gamma), bn_param
"""
BATCH_NORM_BACK = """
def batch_norm_backward(dZ_tilde, cache):
    m = dZ_tilde.shape[1]
    dbeta = np.sum(dZ_tilde, axis=1, keepdims=True)
    dgamma = np.sum(dZ_tilde * cache.normal, axis=1, keepdims=True)
    dnormal = dZ_tilde * cache.scale
    dvar = np.sum(dnormal * cache.centered, axis=1, keepdims=True) * -0.5 / cache.root**3
    dZ = dnormal / cache.root + dvar * 2 * cache.centered / m
    return dZ - np.mean(dnormal, axis=1, keepdims=True) / cache.root, dgamma, dbeta
"""
BLOCK = """
def residual_block_forward(A, parameters):
    p = parameters
    Z1 = np.dot(p["W1"], A) + p["b1"]
    A1 = np.maximum(0, Z1)
    Z2 = np.dot(p["W2"], A1) + p["b2"]
    if "W_s" in p:
        total = Z2 + np.dot(p["W_s"], A)
    else:
        total = Z2 + A
    A_out = np.maximum(0, total)
    return A_out, {"in": A, "hidden": A1, "out": A_out, "parameters": p}
"""
BLOCK_BACK = """
def residual_block_backward(dA_out, cache):
    A, A1, p = cache["in"], cache["hidden"], cache["parameters"]
    d = dA_out * (cache["out"] > 0)
    d1 = np.dot(p["W2"].T, d) * (A1 > 0)
    gradients = {"dW2": np.dot(d, A1.T), "db2": np.sum(d, axis=1, keepdims=True)}
    gradients["dW1"], gradients["db1"] = np.dot(d1, A.T), np.sum(d1, axis=1, keepdims=True)
    dA = np.dot(p["W1"].T, d1)
    if "W_s" in p:
        gradients["dW_s"] = np.dot(d, A.T)
        return gradients, dA + np.dot(p["W_s"].T, d)
    return gradients, dA + d
"""
NETWORK = """
from collections import namedtuple
Layer = namedtuple("Layer", "before weights score")

def L_model_forward(X, parameters):
    caches = []
    L = len(parameters) // 2
    A = X
    for l in range(1, L):
        A_prev = A
        Z = parameters["W" + str(l)] @ A_prev + parameters["b" + str(l)]
        A = np.maximum(0, Z)
        caches.append(Layer(A_prev, parameters["W" + str(l)], Z))
    Z = parameters["W" + str(L)] @ A + parameters["b" + str(L)]
    caches.append(Layer(A, parameters["W" + str(L)], Z))
    AL = 0.5 * (1 + np.tanh(0.5 * Z))
    return AL, caches
"""
NETWORK_BACK = """
def L_model_backward(AL, Y, caches):
    grads, m = {}, Y.shape[1]
    d = AL - Y
    for l in reversed(range(len(caches))):
        layer = caches[l]
        grads["dW" + str(l + 1)] = d @ layer.before.T / m
        grads["db" + str(l + 1)] = d.sum(axis=1, keepdims=True) / m
        if l > 0:
            d = (layer.weights.T @ d) * (caches[l - 1].score > 0)
    return grads
"""
POOLING = """
def pool_forward(A_prev, hparameters, mode="max"):
    m, n_H_prev, n_W_prev, n_C = A_prev.shape
    f, s = hparameters["f"], hparameters["stride"]
    n_H = 1 + (n_H_prev - f) // s
    n_W = 1 + (n_W_prev - f) // s
    A = np.zeros((m, n_H, n_W, n_C))
    for h in range(n_H):
        for w in range(n_W):
            window = A_prev[:, h * s : h * s + f, w * s : w * s + f, :]
            if mode == "max":
                A[:, h, w, :] = np.max(window, axis=(1, 2))
            else:
                A[:, h, w, :] = np.mean(window, axis=(1, 2))
    return A, {"images": A_prev, "window": f, "step": s}
"""
POOLING_BACK = """
def pool_backward(dA, cache, mode="max"):
    images, f, s = cache["images"], cache["window"], cache["step"]
    back = np.zeros_like(images, dtype=float)
    for i, h, w, c in np.ndindex(*dA.shape):
        rows, columns = slice(h * s, h * s + f), slice(w * s, w * s + f)
        if mode == "max":
            mask = images[i, rows, columns, c] == images[i, rows, columns, c].max()
            back[i, rows, columns, c] += dA[i, h, w, c] * mask / mask.sum()
        else:
            back[i, rows, columns, c] += dA[i, h, w, c] / f**2
    return back
"""


@dataclass(frozen=True)
class OwnForm:
    """A forward and a backward pass that go together, and slips in the former: what is right, and wrong."""

    assignment: str
    forward: str
    backward: str
    right: str
    back: str
    slips: tuple[tuple[str, str], ...]


def _slips(*texts: str) -> tuple[tuple[str, str], ...]:
    return tuple(list(pairwise(texts))[::2])


PAIRS = (
    OwnForm(
        "batch_norm", "batch_norm_forward", "batch_norm_backward", BATCH_NORM, BATCH_NORM_BACK,
        _slips(
            "np.sqrt(var + eps)", "np.sqrt(var) + eps",
            "np.sqrt(var + eps)", "np.sqrt(var)",
            "np.sqrt(var + eps)", "var + eps",
            "np.sqrt(var + eps)", "np.sqrt(var - eps)",
            "np.var(Z, axis=1, keepdims=True)", "np.std(Z, axis=1, keepdims=True)",
            "np.mean(Z, axis=1, keepdims=True)", "np.sum(Z, axis=1, keepdims=True)",
            "Z_tilde = gamma * normal + beta", "Z_tilde = gamma * normal",
            "Z_tilde = gamma * normal + beta", "Z_tilde = gamma * normal - beta",
            "Z_tilde = gamma * normal + beta", "Z_tilde = gamma * (normal + beta)",
            "centered / root", "centered * root",
            "bn_param[\"running_mean\"] + (1 - momentum) * mu", "bn_param[\"running_mean\"] + momentum * mu",
        ),
    ),
    OwnForm(
        "deep_convnets", "residual_block_forward", "residual_block_backward", BLOCK, BLOCK_BACK,
        _slips(
            "total = Z2 + A", "total = Z2",
            "total = Z2 + A", "total = Z2 - A",
            "total = Z2 + A", "total = Z2 * A",
            "np.maximum(0, total)", "total",
            "np.maximum(0, total)", "np.minimum(0, total)",
            "np.maximum(0, Z1)", "np.maximum(1, Z1)",
            "np.dot(p[\"W2\"], A1) + p[\"b2\"]", "np.dot(p[\"W2\"], A1) - p[\"b2\"]",
            "np.dot(p[\"W2\"], A1)", "np.dot(p[\"W2\"], Z1)",
            "\"W_s\" in p", "\"W_s\" not in p",
        ),
    ),
    OwnForm(
        "neural_network_basics", "L_model_forward", "L_model_backward", NETWORK, NETWORK_BACK,
        _slips(
            "A = np.maximum(0, Z)", "A = np.maximum(1, Z)",
            "A = np.maximum(0, Z)", "A = np.minimum(0, Z)",
            "Z = parameters[\"W\" + str(L)] @ A +", "Z = parameters[\"W\" + str(L)] @ A -",
            "np.tanh(0.5 * Z)", "np.tanh(Z)",
            "AL = 0.5 * (1 + np.tanh(0.5 * Z))", "AL = np.tanh(0.5 * Z)",
            "range(1, L)", "range(1, L - 1)",
            "len(parameters) // 2", "len(parameters)",
            "return AL, caches", "return caches, AL",
        ),
    ),
    OwnForm(
        "convnets", "pool_forward", "pool_backward", POOLING, POOLING_BACK,
        _slips(
            "np.max(window", "np.min(window",
            "np.mean(window", "np.sum(window",
            "n_H = 1 + (n_H_prev - f) // s", "n_H = (n_H_prev - f) // s",
            "n_W = 1 + (n_W_prev - f) // s", "n_W = 1 + (n_W_prev - f)",
            "h * s : h * s + f, ", "h : h + f, ",
            "axis=(1, 2))\n            else", "axis=(1, 3))\n            else",
            "mode == \"max\"", "mode == \"average\"",
        ),
    ),
)  # fmt: skip
