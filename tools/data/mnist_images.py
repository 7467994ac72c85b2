#!/usr/bin/env python3
"""MNIST's digits as PNG files, a folder a digit: an image folder to try things on.

Usage: tools/data/mnist_images.py FOLDER OUT [COUNT]
       FOLDER: where tools/data/mnist.sh put the idx files; COUNT: how many of the training images, from the first on (3000)
"""
import os
import struct
import sys
import zlib

SIDE = 28


def png(pixels):
    """An 8-bit gray image."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + pixels[row * SIDE : (row + 1) * SIDE] for row in range(SIDE))
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def main(folder, out, count=3000):
    with open(os.path.join(folder, "train-images-idx3-ubyte"), "rb") as images:
        pixels = images.read()[16:]
    with open(os.path.join(folder, "train-labels-idx1-ubyte"), "rb") as labels:
        digits = labels.read()[8:]
    for i in range(int(count)):
        target = os.path.join(out, str(digits[i]))
        os.makedirs(target, exist_ok=True)
        with open(os.path.join(target, "%05d.png" % i), "wb") as file:
            file.write(png(pixels[i * SIDE * SIDE : (i + 1) * SIDE * SIDE]))


if __name__ == "__main__":
    main(*sys.argv[1:])
