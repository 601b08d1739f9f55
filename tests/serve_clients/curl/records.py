# SPDX-License-Identifier: MIT
#
# Records that are put, refused in part and put again, and read from everywhere.
import base64
import time

from checking import EVERY_BYTE, expect, expect_equal, wait_until

SHARD = "shardId-000000000000"
KEY = "gr\u00fcn \u2713"


def encoded(data):
    return base64.b64encode(data).decode()


class Records:
    def __init__(self, kinesis, limited, prefix):
        self.kinesis = kinesis
        self.limited = limited
        self.stream = f"{prefix}-records"

    def steps(self):
        steps = [self.create_and_describe_a_stream, self.put_and_read_every_byte,
                 self.read_from_every_position]
        return steps + [self.put_too_many_records] if self.limited else steps

    def iterator(self, kinesis, kind, **where):
        return kinesis.call("GetShardIterator", StreamName=self.stream, ShardId=SHARD,
                            ShardIteratorType=kind, **where)["ShardIterator"]

    def create_and_describe_a_stream(self):
        self.kinesis.call("CreateStream", StreamName=self.stream, ShardCount=1)
        stream = self.kinesis.call("DescribeStream", StreamName=self.stream)["StreamDescription"]
        expect_equal("StreamStatus", stream["StreamStatus"], "ACTIVE")
        expect(abs(time.time() - stream["StreamCreationTimestamp"]) < 60,
               f"created at {stream['StreamCreationTimestamp']}")
        summary = self.kinesis.call("DescribeStreamSummary", StreamARN=stream["StreamARN"])
        expect_equal("StreamName", summary["StreamDescriptionSummary"]["StreamName"], self.stream)
        listed = self.kinesis.call("ListStreams")["StreamNames"]
        expect(self.stream in listed, f"{self.stream} is not listed: {listed}")

    def put_and_read_every_byte(self):
        put = self.kinesis.call("PutRecord", StreamName=self.stream, PartitionKey=KEY,
                                Data=encoded(EVERY_BYTE))
        # So that what comes behind it is later, to the millisecond.
        time.sleep(0.005)
        # A body of more than 1 MiB, before which curl asks whether it may come.
        self.data = [EVERY_BYTE] + [(EVERY_BYTE * 2000)[i:] for i in range(4)]
        answer = self.kinesis.call("PutRecords", StreamName=self.stream, Records=[
            {"PartitionKey": "key", "Data": encoded(data)} for data in self.data[1:]])
        expect_equal("FailedRecordCount", answer["FailedRecordCount"], 0)
        self.numbers = [put["SequenceNumber"]]
        self.numbers += [record["SequenceNumber"] for record in answer["Records"]]
        position = self.iterator(self.kinesis, "TRIM_HORIZON")
        self.records = []
        for is_rest in (False, True):
            page = self.kinesis.call("GetRecords", ShardIterator=position, Limit=3)
            expect_equal(f"the tip, at {page['MillisBehindLatest']}",
                         page["MillisBehindLatest"] == 0, is_rest)
            self.records += page["Records"]
            position = page["NextShardIterator"]
        expect(self.records[0]["PartitionKey"] == KEY, "a key is read as it was put")
        expect_equal("the data of both pages",
                     [base64.b64decode(record["Data"]) for record in self.records], self.data)

    def read_from_every_position(self):
        third = {"StartingSequenceNumber": self.numbers[2]}
        second_at = {"Timestamp": self.records[1]["ApproximateArrivalTimestamp"]}
        for kind, where, expected in (("TRIM_HORIZON", {}, self.numbers),
                                      ("AT_SEQUENCE_NUMBER", third, self.numbers[2:]),
                                      ("AFTER_SEQUENCE_NUMBER", third, self.numbers[3:]),
                                      ("AT_TIMESTAMP", second_at, self.numbers[1:]),
                                      ("LATEST", {}, [])):
            page = self.kinesis.call("GetRecords",
                                     ShardIterator=self.iterator(self.kinesis, kind, **where))
            expect_equal(f"what is read from {kind}",
                         [record["SequenceNumber"] for record in page["Records"]], expected)
        self.kinesis.call("DeleteStream", StreamName=self.stream)

    def put(self, records, wanted):
        """Those that failed."""
        wanted.update({record["PartitionKey"]: record["Data"] for record in records})
        answer = self.limited.call("PutRecords", StreamName=self.stream, Records=records)
        failed = [record for record, result in zip(records, answer["Records"])
                  if result.get("ErrorCode") == "ProvisionedThroughputExceededException"]
        expect_equal("FailedRecordCount", answer["FailedRecordCount"], len(failed))
        return failed

    def put_too_many_records(self):
        self.limited.call("CreateStream", StreamName=self.stream, ShardCount=1)
        wait_until("the stream is ACTIVE", lambda: self.limited.call(
            "DescribeStreamSummary", StreamName=self.stream)["StreamDescriptionSummary"][
                "StreamStatus"] == "ACTIVE", pause=0.2)
        wanted, failed, rounds = {}, [], 0
        # One batch after the other until some fail, and then those until none does.
        while not failed:
            expect(rounds < 20, "10,000 records at once are not refused in part")
            failed = self.put([{"PartitionKey": f"key-{rounds}-{i}", "Data": encoded(b"data")}
                               for i in range(500)], wanted)
            rounds += 1
        while failed:
            expect(rounds < 70, f"after {rounds} rounds {len(failed)} have not got in")
            time.sleep(0.2)
            failed = self.put(failed, wanted)
            rounds += 1
        page = self.limited.call("GetRecords",
                                 ShardIterator=self.iterator(self.limited, "TRIM_HORIZON"))
        expect_equal("how much was read", len(page["Records"]), len(wanted))
        expect({each["PartitionKey"]: each["Data"] for each in page["Records"]} == wanted,
               "records were read otherwise than they were put")
        self.limited.call("DeleteStream", StreamName=self.stream)
