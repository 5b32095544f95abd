"""Writes gray16.png: 16-bit grey, 7 x 5 pixels, line y filtered with PNG filter type y (0 to 4), in two IDAT chunks; and its pixels as JSON."""
import json
import struct
import zlib

WIDTH, HEIGHT = 7, 5
pixels = [[(y * 9973 + x * 12007 + x * x * 331) % 65536 for x in range(WIDTH)] for y in range(HEIGHT)]


def paeth(a, b, c):
    p = a + b - c
    pa, pb, pc = abs(p - a), abs(p - b), abs(p - c)
    return a if pa <= pb and pa <= pc else b if pb <= pc else c


def predict(kind, a, b, c):
    return [0, a, b, (a + b) // 2, paeth(a, b, c)][kind]


lines = b""
above = bytes(2 * WIDTH)
for kind, row in enumerate(pixels):
    raw = b"".join(struct.pack(">H", value) for value in row)
    lines += bytes([kind]) + bytes(
        (raw[i] - predict(kind, raw[i - 2] if i > 1 else 0, above[i], above[i - 2] if i > 1 else 0)) % 256 for i in range(len(raw)))
    above = raw


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


# Level 0: the bytes are stored as they are, so that a test can damage one pixel without breaking the stream.
data = zlib.compress(lines, 0)
with open("gray16.png", "wb") as file:
    file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, 16, 0, 0, 0, 0))
               + chunk(b"IDAT", data[:20]) + chunk(b"IDAT", data[20:]) + chunk(b"IEND", b""))
with open("gray16.json", "w") as file:
    json.dump([value for row in pixels for value in row], file)
    file.write("\n")
