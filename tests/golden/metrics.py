"""Golden values of tests/MedSsl.Unit.Tests/Metrics, computed by other means than the library's:
AUC, average precision and Brier by scikit-learn; DeLong by its definition, the O(mn) kernel and numpy.cov; normal tails by scipy;
the bootstrap by repeating cases and calling scikit-learn. Debian: python3-numpy python3-scipy python3-sklearn."""
import numpy as np
from scipy import stats
from sklearn import metrics

N = 60


def cases():
    state, rows = 12345, []
    for i in range(N):
        draws = []
        for _ in range(3):
            state = (state * 1103515245 + 12345) % 2**31
            draws.append(state >> 16)
        positive = draws[0] % 3 == 0
        a = draws[1] % 20 + (6 if positive else 0)
        b = draws[2] % 20 + a // 2
        rows.append((a, b, positive, f"p{i // 4 if i < 40 else i}"))
    a, b, positive, patient = zip(*rows)
    return np.array(a, float), np.array(b, float), np.array(positive), np.array(patient)


def components(scores, positive):
    x, y = scores[positive], scores[~positive]
    kernel = (x[:, None] > y[None, :]) + 0.5 * (x[:, None] == y[None, :])
    return kernel.mean(axis=1), kernel.mean(axis=0)


def covariance(a, b, positive):
    (pa, na), (pb, nb) = components(a, positive), components(b, positive)
    return np.cov(pa, pb) / positive.sum() + np.cov(na, nb) / (~positive).sum()


def splitmix64(seed):
    mask = 2**64 - 1
    while True:
        seed = (seed + 0x9E3779B97F4A7C15) & mask
        z = ((seed ^ (seed >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        yield z ^ (z >> 31)


def bootstrap(statistic, positive, patient, rounds, seed):
    random, values = splitmix64(seed), []
    unique = list(dict.fromkeys(patient))
    members = [np.flatnonzero(patient == name) for name in unique]
    while len(values) < rounds:
        rows = np.concatenate([members[next(random) * len(unique) >> 64] for _ in unique])
        if positive[rows].any() and not positive[rows].all():
            values.append(statistic(rows))
    return np.quantile(values, [0.025, 0.975])


def show(name, *values):
    print(f"{name:28s}", *(f"{float(value):.17g}" for value in values))


a, b, positive, patient = cases()
show("positives, negatives", positive.sum(), (~positive).sum())
auc_a, auc_b = metrics.roc_auc_score(positive, a), metrics.roc_auc_score(positive, b)
cov = covariance(a, b, positive)
logit, half = np.log(auc_a / (1 - auc_a)), stats.norm.ppf(0.975) * np.sqrt(cov[0, 0]) / (auc_a * (1 - auc_a))
show("A: auc, variance, interval", auc_a, cov[0, 0], 1 / (1 + np.exp(half - logit)), 1 / (1 + np.exp(-half - logit)))
difference, deviation = auc_a - auc_b, np.sqrt(cov[0, 0] + cov[1, 1] - 2 * cov[0, 1])
half = stats.norm.ppf(0.975) * deviation
show("A-B: difference, interval, p", difference, difference - half, difference + half, 2 * stats.norm.sf(abs(difference / deviation)))
show("A: average precision", metrics.average_precision_score(positive, a))
probability = a / 26
show("A/26: Brier", metrics.brier_score_loss(positive, probability))
edges = np.linspace(0, 1, 11)
bins = np.clip(np.digitize(probability, edges) - 1, 0, 9)
show("A/26: ECE, 10 bins", sum(abs(probability[bins == k].mean() - positive[bins == k].mean()) * (bins == k).mean() for k in set(bins)))
show("A: bootstrap 200, seed 7", *bootstrap(lambda r: metrics.roc_auc_score(positive[r], a[r]), positive, patient, 200, 7))
show("A-B: bootstrap 200, seed 7", *bootstrap(lambda r: metrics.roc_auc_score(positive[r], a[r]) - metrics.roc_auc_score(positive[r], b[r]), positive, patient, 200, 7))
for z in (0, 0.5, 1.959963984540054, 2.8, 3, 6, 12, 37):
    show(f"two-sided p of z = {z}", 2 * stats.norm.sf(z))
fpr, tpr, _ = metrics.roc_curve(positive, a, drop_intermediate=False)
show("A: points, sums of fpr, tpr", len(fpr), fpr.sum(), tpr.sum())
