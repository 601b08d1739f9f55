# SPDX-License-Identifier: MIT
#
# Records that are put, and read from wherever one may begin.
import time

from checking import EVERY_BYTE, expect, expect_equal, wait_for_whole_second
from client import SHARD, iterator


class Reading:
    def __init__(self, kinesis, prefix):
        self.kinesis = kinesis
        self.stream = f"{prefix}-reading"

    def steps(self):
        return [self.put_every_byte, self.read_from_every_position, self.read_by_pages]

    def put_every_byte(self):
        self.kinesis.create_stream(StreamName=self.stream, ShardCount=1)
        self.kinesis.get_waiter("stream_exists").wait(StreamName=self.stream)
        first = self.kinesis.put_record(StreamName=self.stream, PartitionKey="gr\u00fcn \u2713",
                                        Data=EVERY_BYTE)
        expect_equal("the first record's shard", first["ShardId"], SHARD)
        self.behind_the_first = wait_for_whole_second()
        answer = self.kinesis.put_records(StreamName=self.stream, Records=[
            {"PartitionKey": f"key-{i}", "ExplicitHashKey": str(2**128 - 1 - i),
             "Data": bytes([i]) * i} for i in range(9)])
        expect_equal("FailedRecordCount", answer["FailedRecordCount"], 0)
        self.numbers = [first["SequenceNumber"]]
        self.numbers += [record["SequenceNumber"] for record in answer["Records"]]
        expect(sorted(map(int, self.numbers)) == list(map(int, self.numbers)),
               "sequence numbers grow")
        self.records = self.read(iterator(self.kinesis, self.stream))
        expect_equal("the keys that were read",
                     [record["PartitionKey"] for record in self.records],
                     ["gr\u00fcn \u2713"] + [f"key-{i}" for i in range(9)])
        expect_equal("the data that was read", [record["Data"] for record in self.records],
                     [EVERY_BYTE] + [bytes([i]) * i for i in range(9)])
        expect_equal("the numbers that were read", self.numbers_of(self.records), self.numbers)

    def read(self, position, **limit):
        return self.kinesis.get_records(ShardIterator=position, **limit)["Records"]

    @staticmethod
    def numbers_of(records):
        return [record["SequenceNumber"] for record in records]

    def read_from_every_position(self):
        third = self.numbers[2]
        tip = iterator(self.kinesis, self.stream, kind="LATEST")
        for kind, where, expected in (
                ("TRIM_HORIZON", {}, self.numbers),
                ("AT_SEQUENCE_NUMBER", {"StartingSequenceNumber": third}, self.numbers[2:]),
                ("AFTER_SEQUENCE_NUMBER", {"StartingSequenceNumber": third}, self.numbers[3:]),
                ("AT_TIMESTAMP", {"Timestamp": self.behind_the_first}, self.numbers[1:]),
                ("LATEST", {}, [])):
            position = iterator(self.kinesis, self.stream, kind=kind, **where)
            expect_equal(f"what is read from {kind}", self.numbers_of(self.read(position)),
                         expected)
        late = self.kinesis.put_record(StreamName=self.stream, PartitionKey="late", Data=b"late")
        expect_equal("what is read from the LATEST of before", self.numbers_of(self.read(tip)),
                     [late["SequenceNumber"]])
        self.numbers.append(late["SequenceNumber"])

    def read_by_pages(self):
        # What is behind the tip is so by some milliseconds.
        time.sleep(0.005)
        position, sizes, numbers = iterator(self.kinesis, self.stream), [], []
        while len(numbers) < len(self.numbers):
            page = self.kinesis.get_records(ShardIterator=position, Limit=4)
            sizes.append(len(page["Records"]))
            numbers += self.numbers_of(page["Records"])
            is_at_tip = len(numbers) == len(self.numbers)
            expect((page["MillisBehindLatest"] == 0) == is_at_tip,
                   f"after {numbers} one is {page['MillisBehindLatest']} ms behind the latest")
            position = page["NextShardIterator"]
        expect_equal("the sizes of the pages", sizes, [4, 4, 3])
        expect_equal("the numbers of all pages", numbers, self.numbers)
        page = self.kinesis.get_records(ShardIterator=position)
        expect_equal("what is read at the tip", page["Records"], [])
        expect("NextShardIterator" in page, "an open shard goes on")
        self.kinesis.delete_stream(StreamName=self.stream)
