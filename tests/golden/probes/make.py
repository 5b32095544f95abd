"""Golden values of the linear probe, by Newton's method in NumPy (a different method from the one under test).

    python3 tests/golden/probes/make.py > tests/golden/probes/softmax_regression.json

Data come from closed formulas, so that the test can make the same without a file:
    x[i][j] = float32(sin(0.7 (i+1)(j+1)) + 0.1 j),  y[i] = class by thresholds on x[i][0] + 0.5 x[i][1] + 0.8 sin(5 i)
"""
import json

import numpy as np


def data(n, d, classes):
    i = np.arange(n)[:, None]
    j = np.arange(d)[None, :]
    x = (np.sin(0.7 * (i + 1) * (j + 1)) + 0.1 * j).astype(np.float32).astype(np.float64)
    score = x[:, 0] + 0.5 * x[:, 1] + 0.8 * np.sin(5.0 * np.arange(n))
    y = (score > 0.1).astype(int) if classes == 2 else np.digitize(score, [-0.5, 0.6])
    return x, y


def fit(x, y, classes, penalty):
    """Minimises mean cross-entropy + penalty/2 |W|^2 with free biases; the bias null direction is fixed at sum 0."""
    n, d = x.shape
    a = np.hstack([x, np.ones((n, 1))])
    ridge = np.tile(np.append(np.full(d, penalty), 0.0), classes)
    onehot = np.eye(classes)[y]
    w = np.zeros((classes, d + 1))
    for _ in range(100):
        z = a @ w.T
        p = np.exp(z - z.max(1, keepdims=True))
        p /= p.sum(1, keepdims=True)
        g = ((p - onehot).T @ a / n).ravel() + ridge * w.ravel()
        h = np.zeros((classes * (d + 1), classes * (d + 1)))
        for r in range(n):
            s = np.diag(p[r]) - np.outer(p[r], p[r])
            h += np.kron(s, np.outer(a[r], a[r]))
        h = h / n + np.diag(ridge)
        step = np.linalg.lstsq(h, g, rcond=None)[0]
        w -= step.reshape(w.shape)
        if np.abs(step).max() < 1e-13:
            break
    z = a @ w.T
    p = np.exp(z - z.max(1, keepdims=True))
    p /= p.sum(1, keepdims=True)
    loss = -np.log(p[np.arange(n), y]).mean()
    return w, p, loss + penalty / 2 * (w[:, :-1] ** 2).sum(), loss


cases = []
for n, d, classes, penalty in [(60, 5, 2, 0.01), (60, 5, 3, 0.1), (24, 30, 3, 1.0)]:
    x, y = data(n, d, classes)
    x = (x - x.mean(0)) / x.std(0)
    w, p, objective, loss = fit(x, y, classes, penalty)
    cases.append(
        dict(
            samples=n,
            features=d,
            classes=classes,
            penalty=penalty,
            labelSum=int((y * (np.arange(n) + 1)).sum()),
            objective=objective,
            crossEntropy=loss,
            probabilities=p[:4].tolist(),
        )
    )
print(json.dumps(cases, indent=1))
