# SPDX-License-Identifier: MIT
#
# The messages of application/vnd.amazon.eventstream, decoded from AWS's description of it, and
# not from Weir's code: lengths, checksums, headers.
import json
import struct
import zlib

from checking import expect, expect_equal

STRING = 7


def read_exactly(stream, size):
    data = b""
    while len(data) < size:
        piece = stream.read(size - len(data))
        if not piece:
            return data
        data += piece
    return data


def decode_headers(data):
    headers = {}
    while data:
        name_size = data[0]
        name, data = data[1:1 + name_size].decode(), data[1 + name_size:]
        kind, size = struct.unpack(">BH", data[:3])
        expect_equal(f"the type of the header {name}", kind, STRING)
        headers[name], data = data[3:3 + size].decode(), data[3 + size:]
    return headers


def messages(stream):
    """Yields the headers and the payload of each, until the stream is over."""
    while True:
        prelude = read_exactly(stream, 12)
        if not prelude:
            return
        expect_equal("how much of a prelude there is", len(prelude), 12)
        size, headers_size, checksum = struct.unpack(">III", prelude)
        expect_equal("the prelude's checksum", zlib.crc32(prelude[:8]), checksum)
        expect(16 + headers_size <= size <= 16 * 1024 * 1024, f"a message of {size} bytes")
        rest = read_exactly(stream, size - 12)
        expect_equal("how much of a message there is", len(rest), size - 12)
        expect_equal("the message's checksum", zlib.crc32(prelude + rest[:-4]),
                     struct.unpack(">I", rest[-4:])[0])
        yield decode_headers(rest[:headers_size]), rest[headers_size:-4]


def events(stream):
    """Yields what each event says, after the answer that comes before them."""
    for number, (headers, payload) in enumerate(messages(stream)):
        expect_equal(":message-type", headers[":message-type"], "event")
        name = "initial-response" if number == 0 else "SubscribeToShardEvent"
        expect_equal(":event-type", headers[":event-type"], name)
        if number > 0:
            yield json.loads(payload)
