# SPDX-License-Identifier: MIT
#
# What the clients in Python share: their arguments, how they say what is wrong, and what they
# put.
import argparse
import collections
import datetime
import math
import sys
import time

EVERY_BYTE = bytes(range(256))

# CTest's word for a test that could not be run here.
SKIPPED = 77


def skip(reason):
    print(f"skipped: {reason}")
    sys.exit(SKIPPED)


def fail(message):
    sys.exit(f"wrong: {message}")


def expect(condition, message):
    if not condition:
        fail(message)


def shorten(value):
    text = repr(value)
    return text if len(text) <= 600 else f"{text[:600]}… ({len(text)} characters)"


def expect_equal(what, actual, expected):
    expect(actual == expected,
           f"{what}\n    is        {shorten(actual)}\n    should be {shorten(expected)}")


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True, help="of an endpoint without limits")
    parser.add_argument("--limited-url", help="of one with the limits that AWS has")
    parser.add_argument("--prefix", default="clients", help="of the names of all streams")
    parser.add_argument("--neighbour", help="a stream that somebody else puts records into")
    parser.add_argument("--keep", action="store_true", help="leave PREFIX-kept behind, filled")
    return parser.parse_args()


def run_steps(steps):
    """Runs each, a function, and says how long it took."""
    for step in steps:
        begun = time.monotonic()
        step()
        name = step.__name__.replace("_", " ")
        print(f"{name}: {time.monotonic() - begun:.2f} s", flush=True)


def wait_until(what, condition, seconds=20, pause=0.02):
    deadline = time.monotonic() + seconds
    while not condition():
        expect(time.monotonic() < deadline, f"after {seconds} s it is not yet so that {what}")
        time.sleep(pause)


def wait_for_whole_second():
    """The next moment without a fraction, when it is past: botocore cuts fractions off."""
    moment = math.floor(time.time()) + 1
    time.sleep(moment + 0.01 - time.time())
    return datetime.datetime.fromtimestamp(moment, datetime.timezone.utc)


# What the resharded streams take: a record in each round and of each key.
KEYS = [f"key-{i}" for i in range(16)]


def numbered_records(round_number):
    return [(key, f"{key}/{round_number}".encode()) for key in KEYS]


def expect_each_in_order(records, rounds):
    """`records` are pairs of key and data; of each key, those of all rounds come in order."""
    of_key = collections.defaultdict(list)
    for key, data in records:
        of_key[key].append(data)
    for key in KEYS:
        expect_equal(f"what was read of {key}", of_key[key],
                     [f"{key}/{i}".encode() for i in range(rounds)])
    expect_equal("how many records were read", len(records), rounds * len(KEYS))


# The half of the hash keys that the first of two shards has.
HALF = 2**127
