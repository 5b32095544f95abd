"""Writes energybands.json: energies and low-passes by SciPy's gaussian_filter in float64 (truncate 4), reflected and wrapped, and the two-stage procedure
for chest radiographs from its description (not from anyone's code). Debian: python3-numpy python3-scipy. Run it in this folder."""
import json

import numpy as np
from scipy.ndimage import gaussian_filter

SIGMAS = (1, 2, 4, 8, 16)
CENTRAL = [0.03574716, 0.0451897, 0.06337214, 0.09473514, 0.15046743, 1]
LUNGS = [0.07498657, 0.1033522, 0.13976646, 0.18805708, 0.26093275, 1]


def arithmetic(width, height):
    y, x = np.mgrid[:height, :width]
    return (x * x * 3 + y * y * 7 + x * y * 5) % 101 / 101


def organ(width, height):
    y, x = np.mgrid[:height, :width]
    return 0.5 + 0.2 * np.sin(x / 17) + 0.15 * np.cos((x + 2 * y) / 5) + 0.1 * y / height + 0.05 * arithmetic(width, height)


def lung_mask(width, height):
    y, x = np.mgrid[:height, :width]
    return sum((x - width * c) ** 2 / (width * 0.15) ** 2 + (y - height * 0.5) ** 2 / (height * 0.3) ** 2 <= 1 for c in (0.3, 0.7)) > 0


def decompose(image, mode):
    lows = [image]
    for sigma in SIGMAS:
        lows.append(gaussian_filter(lows[-1], sigma, mode=mode, truncate=4))
    return lows, [a - b for a, b in zip(lows, lows[1:])] + [lows[-1]]


def normalize(image, mode, omega, reference):
    _, bands = decompose(image, mode)
    result = sum(wanted / band[omega].std() * band for wanted, band in zip(reference, bands))
    return result - reference[-1] / bands[-1][omega].std() * bands[-1][omega].mean()


def central(width, height):
    w, h = round(width * 0.7), round(height * 0.7)
    omega = np.zeros((height, width), bool)
    omega[(height - h) // 2:(height - h) // 2 + h, (width - w) // 2:(width - w) // 2 + w] = True
    return omega


cases = []
for image, width, height in ((arithmetic, 53, 37), (organ, 200, 160), (arithmetic, 7, 5), (arithmetic, 1, 9), (organ, 31, 300)):
    for mode in ("reflect", "wrap"):
        lows, bands = decompose(image(width, height), mode)
        places = [(i, x, y) for i in (1, 3, 5) for x, y in ((0, 0), (width - 1, height - 1), (width // 2, height // 3))]
        cases.append(dict(image=image.__name__, width=width, height=height, mode=mode, energies=[band.std() for band in bands],
                          pixels=[[i, x, y, lows[i][y, x]] for i, x, y in places]))

width, height = 200, 160
omega = lung_mask(width, height)
first = normalize(organ(width, height), "wrap", central(width, height), CENTRAL)
second = normalize(first, "wrap", omega, LUNGS)
places = [(0, 0), (199, 159), (60, 80), (140, 50), (100, 120), (13, 151)]
radiograph = dict(width=width, height=height, maskPixels=int(omega.sum()), first=[[x, y, first[y, x]] for x, y in places], second=[[x, y, second[y, x]] for x, y in places])

with open("energybands.json", "w") as file:
    json.dump(dict(cases=cases, radiograph=radiograph), file, indent=1)
    file.write("\n")
