#!/usr/bin/env python3
"""Writes pixels.csv: SHA-256 of the decoded pixels of every native and RLE file of the development set, by pydicom and numpy.

usage: make_pixels.py DEVELOPMENT_SET/dicom > pixels.csv

Stored values as little-endian float32, frame by frame, samples of a pixel together. numpy does what pydicom leaves to the caller: bits outside
BitsStored (from HighBit downwards) are cut off, signs extended, palettes applied by pydicom's apply_color_lut, YBR_FULL converted by PS3.3
C.7.6.3.1.2 in float32 and rounded to the nearest integer. Left out: big endian files with 8 bits in OW words, which pydicom 2.3.1 does not swap.
"""
import hashlib
import logging
import os
import sys
import warnings

import numpy as np
import pydicom
from pydicom.pixel_data_handlers import numpy_handler, rle_handler, util

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)
pydicom.config.pixel_data_handlers = [numpy_handler, rle_handler]
READ = {"1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2", "1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.5"}


def values(dataset):
    pixels = dataset.pixel_array
    if dataset.PhotometricInterpretation == "PALETTE COLOR":
        return util.apply_color_lut(pixels, dataset)
    stored, high = dataset.BitsStored, dataset.HighBit
    pixels = (pixels.astype(np.int64) >> (high + 1 - stored)) & ((1 << stored) - 1)
    if dataset.PixelRepresentation:
        pixels = np.where(pixels >> (stored - 1) & 1, pixels - (1 << stored), pixels)
    if dataset.PhotometricInterpretation.startswith("YBR_FULL"):
        f = np.float32
        y, b, r = pixels[..., 0].astype(f), pixels[..., 1].astype(f) - (1 << (stored - 1)), pixels[..., 2].astype(f) - (1 << (stored - 1))
        rgb = np.stack([y + f(1.402) * r, y - f(0.344136) * b - f(0.714136) * r, y + f(1.772) * b], -1)
        pixels = np.clip(np.floor(rgb + f(0.5)), 0, (1 << stored) - 1)
    return pixels


root = sys.argv[1]
print("path,sha256")
for path in sorted(os.path.join(folder, name) for folder, _, names in os.walk(root) for name in names):
    relative = os.path.relpath(path, root)
    if relative.startswith("fuzz"):
        continue
    try:
        dataset = pydicom.dcmread(path, force=True)
        syntax = str(dataset.file_meta.get("TransferSyntaxUID", ""))
        if syntax not in READ or "PixelData" not in dataset:
            continue
        if syntax == "1.2.840.10008.1.2.2" and dataset.BitsAllocated == 8 and dataset["PixelData"].VR == "OW":
            continue
        pixels = np.ascontiguousarray(values(dataset)).astype("<f4").tobytes()
    except Exception as problem:
        print(relative, type(problem).__name__, problem, file=sys.stderr)
        continue
    print(f"{relative},{hashlib.sha256(pixels).hexdigest()}")
