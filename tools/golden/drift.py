#!/usr/bin/env python3
"""Writes src/test/resources/golden/drift/shift.txt: a stream that changes in its middle, one whole number a line.

Usage: python3 tools/golden/drift.py
Python's standard library alone. River 0.21 finds the change at index 1023 (ADWIN) and 1006 (Page-Hinkley).
"""
import os
import random

TARGET = os.path.join(os.path.dirname(__file__), "../../src/test/resources/golden/drift/shift.txt")

generator = random.Random(12345)
values = generator.choices([0, 1], k=1000) + generator.choices(range(4, 8), k=1000)
with open(TARGET, "w") as file:
    file.writelines(f"{value}\n" for value in values)
