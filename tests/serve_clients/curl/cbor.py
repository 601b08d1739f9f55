# SPDX-License-Identifier: MIT
#
# As much CBOR as a request and an answer of the service are made of (RFC 8949): an encoder of
# definite lengths, and a decoder of both kinds.
import struct

from checking import fail

BREAK = object()


class Time(int):
    """Milliseconds, with the tag of a time."""


def head(major, number):
    for code, form, limit in ((24, ">B", 2**8), (25, ">H", 2**16), (26, ">I", 2**32)):
        if number < 24:
            return bytes([major << 5 | number])
        if number < limit:
            return bytes([major << 5 | code]) + struct.pack(form, number)
    return bytes([major << 5 | 27]) + struct.pack(">Q", number)


def encode(value):
    if isinstance(value, dict):
        return head(5, len(value)) + b"".join(
            encode(name) + encode(member) for name, member in value.items())
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(map(encode, value))
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    return (head(6, 1) if isinstance(value, Time) else b"") + head(0, value)


class Decoder:
    def __init__(self, data):
        self.data = data

    def take(self, size):
        if len(self.data) < size:
            fail("CBOR that ends too soon")
        taken, self.data = self.data[:size], self.data[size:]
        return taken

    def number(self, low):
        """None: the length is indefinite."""
        if low < 24:
            return low
        forms = {24: ">B", 25: ">H", 26: ">I", 27: ">Q"}
        if low == 31:
            return None
        return struct.unpack(forms[low], self.take(struct.calcsize(forms[low])))[0]

    def items(self, count):
        while count is None or count > 0:
            item = self.value()
            if item is BREAK:
                return
            yield item
            count = None if count is None else count - 1

    def value(self):
        first = self.take(1)[0]
        major, low = first >> 5, first & 31
        if major == 7:
            if low in (26, 27):
                return struct.unpack(">f" if low == 26 else ">d", self.take(low * 4 - 100))[0]
            return {20: False, 21: True, 22: None, 31: BREAK}[low]
        number = self.number(low)
        if major == 0:
            return number
        if major == 1:
            return -1 - number
        if major in (2, 3):
            text = self.take(number) if number is not None else b"".join(
                part if major == 2 else part.encode() for part in self.items(None))
            return text if major == 2 else text.decode()
        if major == 4:
            return list(self.items(number))
        if major == 5:
            return {name: self.value() for name in self.items(number)}
        # A tag: of a time, say.
        return (number, self.value())


def decode(data):
    decoder = Decoder(data)
    value = decoder.value()
    if decoder.data:
        fail(f"{len(decoder.data)} bytes behind what CBOR says")
    return value
