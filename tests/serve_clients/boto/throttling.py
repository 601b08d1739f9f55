# SPDX-License-Identifier: MIT
#
# More than a shard takes in a second: PutRecords that fail in part, and putting again what
# failed until all is in.
import time

from checking import EVERY_BYTE, expect, expect_equal
from client import SHARD, iterator


class Throttling:
    def __init__(self, kinesis, prefix):
        self.kinesis = kinesis
        self.stream = f"{prefix}-throttling"

    def steps(self):
        return [self.wait_for_a_stream, self.put_too_many_records, self.put_too_many_bytes,
                self.read_what_was_put_again]

    def wait_for_a_stream(self):
        self.kinesis.create_stream(StreamName=self.stream, ShardCount=1)
        self.kinesis.get_waiter("stream_exists").wait(StreamName=self.stream,
                                                      WaiterConfig={"Delay": 1})
        self.data = {}

    def put(self, records):
        """Those that failed."""
        answer = self.kinesis.put_records(StreamName=self.stream, Records=records)
        expect_equal("how many answers there are", len(answer["Records"]), len(records))
        failed = []
        for record, result in zip(records, answer["Records"]):
            if "ErrorCode" in result:
                expect_equal("ErrorCode", result["ErrorCode"],
                             "ProvisionedThroughputExceededException")
                expect_equal("ErrorMessage", result["ErrorMessage"],
                             f"Rate exceeded for shard {SHARD} in stream {self.stream} under "
                             "account 000000000000.")
                expect("SequenceNumber" not in result, "what failed has no number")
                failed.append(record)
            else:
                expect_equal("ShardId", result["ShardId"], SHARD)
                self.data[record["PartitionKey"]] = (result["SequenceNumber"], record["Data"])
        expect_equal("FailedRecordCount", answer["FailedRecordCount"], len(failed))
        return failed

    def put_until_all_are_in(self, batches):
        """One batch after the other until some fail, and then those until none does."""
        failed, rounds = [], 0
        for batch in batches:
            if not failed:
                failed = self.put(batch)
        expect(failed, f"of {sum(map(len, batches))} records at once, none failed")
        expect(self.data, "the first record failed")
        while failed:
            rounds += 1
            expect(rounds < 50, f"after {rounds} rounds {len(failed)} have not got in")
            time.sleep(0.2)
            failed = self.put(failed[:500]) + failed[500:]

    def put_too_many_records(self):
        self.put_until_all_are_in([
            [{"PartitionKey": f"record-{i}-{j}", "Data": f"{i}/{j}".encode()} for j in range(500)]
            for i in range(20)])

    def put_too_many_bytes(self):
        self.put_until_all_are_in([
            [{"PartitionKey": f"large-{j}", "Data": (EVERY_BYTE * 1600)[j:]} for j in range(4)]])

    def read_what_was_put_again(self):
        position, read = iterator(self.kinesis, self.stream), {}
        while len(read) < len(self.data):
            page = self.kinesis.get_records(ShardIterator=position)
            expect(page["Records"] or page["MillisBehindLatest"] > 0,
                   f"of {len(self.data)} records, {len(read)} are there")
            for record in page["Records"]:
                expect(record["PartitionKey"] not in read, f"{record['PartitionKey']} came twice")
                read[record["PartitionKey"]] = (record["SequenceNumber"], record["Data"])
            position = page["NextShardIterator"]
        expect_equal("what was read", read == self.data, True)
        self.kinesis.delete_stream(StreamName=self.stream)
