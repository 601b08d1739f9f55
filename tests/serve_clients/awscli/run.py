#!/usr/bin/python3
# SPDX-License-Identifier: MIT
#
# The command line tool of AWS against an endpoint. Each call starts a Python, so that there
# are few: most operations once, and what it prints compared with what was asked.
#
#   python3 tests/serve_clients/awscli/run.py --url http://127.0.0.1:4567
import base64
import json
import pathlib
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))

from aws import Aws, encoded
from checking import EVERY_BYTE, arguments, expect, expect_equal, run_steps

SHARDS = [f"shardId-{i:012}" for i in range(6)]


class Scenario:
    def __init__(self, options, directory):
        self.aws = Aws()
        self.url = options.url
        self.limited_url = options.limited_url
        self.name = f"{options.prefix}-aws"
        self.kept = f"{options.prefix}-kept"
        self.neighbour = options.neighbour
        self.others = [self.neighbour] if self.neighbour else []
        self.directory = pathlib.Path(directory)

    def steps(self):
        return [self.create_and_describe_a_stream, self.put_and_read_at_the_tip,
                self.read_by_pages, self.read_from_other_positions, self.reshard,
                self.register_a_consumer, self.change_settings, self.be_refused,
                self.put_too_many_bytes, self.delete_a_stream, self.meet_the_neighbour]

    def kinesis(self, operation, **options):
        return self.aws(self.url, operation, **options)

    def file(self, name, data):
        path = self.directory / name
        path.write_bytes(data)
        return path

    def iterator(self, kind, shard=SHARDS[1], **where):
        return self.kinesis("get-shard-iterator", stream_name=self.name, shard_id=shard,
                            shard_iterator_type=kind, **where)["ShardIterator"]

    def read(self, position, **limit):
        return self.kinesis("get-records", shard_iterator=position, **limit)

    def numbers_from(self, kind, **where):
        return [record["SequenceNumber"]
                for record in self.read(self.iterator(kind, **where))["Records"]]

    def create_and_describe_a_stream(self):
        self.kinesis("create-stream", stream_name=self.name, shard_count=2)
        self.kinesis("wait stream-exists", stream_name=self.name)
        stream = self.kinesis("describe-stream", stream_name=self.name)["StreamDescription"]
        self.arn = stream["StreamARN"]
        expect_equal("StreamStatus", stream["StreamStatus"], "ACTIVE")
        expect_equal("the shards", [shard["ShardId"] for shard in stream["Shards"]], SHARDS[:2])
        self.kinesis("create-stream", stream_name=f"{self.name}-2", shard_count=1)
        # Two calls of the service, of which the tool makes one answer.
        names = self.kinesis("list-streams", page_size=1)["StreamNames"]
        expect_equal("StreamNames", names, [self.name, f"{self.name}-2"] + self.others)

    def put_and_read_at_the_tip(self):
        tip = self.iterator("LATEST")
        put = self.kinesis("put-record", stream_name=self.name, partition_key="every byte",
                           explicit_hash_key=2**127,
                           data=f"fileb://{self.file('bytes', EVERY_BYTE)}")
        expect_equal("ShardId", put["ShardId"], SHARDS[1])
        page = self.read(tip)
        expect_equal("the records behind the tip",
                     [(record["SequenceNumber"], record["PartitionKey"], record["Data"])
                      for record in page["Records"]],
                     [(put["SequenceNumber"], "every byte", encoded(EVERY_BYTE))])
        expect_equal("MillisBehindLatest", page["MillisBehindLatest"], 0)
        self.numbers = [put["SequenceNumber"]]

    def read_by_pages(self):
        self.data = [EVERY_BYTE] + [bytes([i]) * i for i in range(6)]
        records = [{"PartitionKey": f"key-{i}", "ExplicitHashKey": str(2**128 - 1),
                    "Data": encoded(data)} for i, data in enumerate(self.data[1:])]
        path = self.file("records.json", json.dumps(records).encode())
        # Behind the first, also by the seconds that the tool keeps of a time.
        self.behind_the_first = int(time.time()) + 1
        time.sleep(self.behind_the_first + 0.01 - time.time())
        answer = self.kinesis("put-records", stream_name=self.name, records=f"file://{path}")
        expect_equal("FailedRecordCount", answer["FailedRecordCount"], 0)
        self.numbers += [record["SequenceNumber"] for record in answer["Records"]]
        first = self.read(self.iterator("TRIM_HORIZON"), limit=4)
        expect(first["MillisBehindLatest"] > 0, "three records are still to be read")
        rest = self.read(first["NextShardIterator"], limit=4)
        expect_equal("the data of both pages",
                     [[base64.b64decode(record["Data"]) for record in page["Records"]]
                      for page in (first, rest)], [self.data[:4], self.data[4:]])

    def read_from_other_positions(self):
        third = {"starting_sequence_number": self.numbers[2]}
        expect_equal("AT_SEQUENCE_NUMBER", self.numbers_from("AT_SEQUENCE_NUMBER", **third),
                     self.numbers[2:])
        expect_equal("AFTER_SEQUENCE_NUMBER", self.numbers_from("AFTER_SEQUENCE_NUMBER", **third),
                     self.numbers[3:])
        expect_equal("AT_TIMESTAMP",
                     self.numbers_from("AT_TIMESTAMP", timestamp=self.behind_the_first),
                     self.numbers[1:])

    def reshard(self):
        self.kinesis("split-shard", stream_name=self.name, shard_to_split=SHARDS[1],
                     new_starting_hash_key=3 * 2**126)
        self.kinesis("merge-shards", stream_name=self.name, shard_to_merge=SHARDS[0],
                     adjacent_shard_to_merge=SHARDS[2])
        answer = self.kinesis("update-shard-count", stream_name=self.name, target_shard_count=1,
                              scaling_type="UNIFORM_SCALING")
        expect_equal("TargetShardCount", answer["TargetShardCount"], 1)
        shards = self.kinesis("list-shards", stream_name=self.name,
                              shard_filter="Type=FROM_TRIM_HORIZON")["Shards"]
        expect_equal("the parents of all",
                     [(shard.get("ParentShardId"), shard.get("AdjacentParentShardId"))
                      for shard in shards],
                     [(None, None), (None, None), (SHARDS[1], None), (SHARDS[1], None),
                      (SHARDS[0], SHARDS[2]), (SHARDS[4], SHARDS[3])])
        expect_equal("the open shards",
                     [shard["ShardId"] for shard in shards
                      if "EndingSequenceNumber" not in shard["SequenceNumberRange"]],
                     [SHARDS[5]])
        page = self.read(self.iterator("TRIM_HORIZON"))
        expect_equal("what a parent has", len(page["Records"]), len(self.numbers))
        expect("NextShardIterator" not in page, "a closed shard has an end")
        expect_equal("ChildShards", [child["ShardId"] for child in page["ChildShards"]],
                     [SHARDS[2], SHARDS[3]])

    def register_a_consumer(self):
        consumer = self.kinesis("register-stream-consumer", stream_arn=self.arn,
                                consumer_name="reader")["Consumer"]
        listed = self.kinesis("list-stream-consumers", stream_arn=self.arn)["Consumers"]
        expect_equal("the consumers",
                     [(each["ConsumerARN"], each["ConsumerStatus"]) for each in listed],
                     [(consumer["ConsumerARN"], "ACTIVE")])
        self.kinesis("deregister-stream-consumer", stream_arn=self.arn, consumer_name="reader")

    def change_settings(self):
        named = {"stream_name": self.name}
        self.kinesis("add-tags-to-stream", **named, tags="stage=test,owner=nobody in particular")
        self.kinesis("remove-tags-from-stream", **named, tag_keys=["stage"])
        expect_equal("the tags", self.kinesis("list-tags-for-stream", **named)["Tags"],
                     [{"Key": "owner", "Value": "nobody in particular"}])
        self.kinesis("start-stream-encryption", **named, encryption_type="KMS",
                     key_id="alias/aws/kinesis")
        answer = self.kinesis("enable-enhanced-monitoring", **named,
                              shard_level_metrics=["IncomingBytes"])
        expect_equal("DesiredShardLevelMetrics", answer["DesiredShardLevelMetrics"],
                     ["IncomingBytes"])
        self.kinesis("increase-stream-retention-period", **named, retention_period_hours=48)
        self.kinesis("update-stream-mode", stream_arn=self.arn,
                     stream_mode_details="StreamMode=ON_DEMAND")
        summary = self.kinesis("describe-stream-summary", **named)["StreamDescriptionSummary"]
        expect_equal("what has been set",
                     (summary["EncryptionType"], summary["RetentionPeriodHours"],
                      summary["StreamModeDetails"], summary["EnhancedMonitoring"]),
                     ("KMS", 48, {"StreamMode": "ON_DEMAND"},
                      [{"ShardLevelMetrics": ["IncomingBytes"]}]))

    def be_refused(self):
        self.aws.expect_error(
            self.url, "An error occurred (ResourceNotFoundException) when calling the "
            "DescribeStream operation: Stream nobodys under account 000000000000 not found.",
            "describe-stream", stream_name="nobodys")
        self.aws.expect_error(
            self.url, "An error occurred (ValidationException) when calling the "
            "GetShardIterator operation: 1 validation error detected: Value 'NEXT' at "
            "'shardIteratorType' failed to satisfy constraint: Member must satisfy enum value "
            "set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_TIMESTAMP, AT_SEQUENCE_NUMBER, "
            "TRIM_HORIZON]", "get-shard-iterator", stream_name=self.name, shard_id=SHARDS[0],
            shard_iterator_type="NEXT")

    def put_too_many_bytes(self):
        """In one call, on the server that has AWS's limits."""
        if not self.limited_url:
            return
        named = {"stream_name": self.name}
        self.aws(self.limited_url, "create-stream", **named, shard_count=1)
        self.aws(self.limited_url, "wait stream-exists", **named)
        left = [{"PartitionKey": f"large-{i}", "Data": encoded((EVERY_BYTE * 1600)[i:])}
                for i in range(4)]
        wanted, rounds = {record["PartitionKey"]: record["Data"] for record in left}, 0
        while left:
            path = self.file("large.json", json.dumps(left).encode())
            answer = self.aws(self.limited_url, "put-records", **named, records=f"file://{path}")
            failed = [record for record, result in zip(left, answer["Records"])
                      if result.get("ErrorCode") == "ProvisionedThroughputExceededException"]
            expect_equal("FailedRecordCount", answer["FailedRecordCount"], len(failed))
            expect(rounds > 0 or 0 < len(failed) < len(left),
                   f"of four large records at once, {len(failed)} failed")
            left, rounds = failed, rounds + 1
            expect(rounds < 10, f"{len(left)} records have not got in")
            time.sleep(1)
        position = self.aws(self.limited_url, "get-shard-iterator", **named, shard_id=SHARDS[0],
                            shard_iterator_type="TRIM_HORIZON")["ShardIterator"]
        read = self.aws(self.limited_url, "get-records", shard_iterator=position)["Records"]
        expect_equal("how much was read", len(read), len(wanted))
        expect({record["PartitionKey"]: record["Data"] for record in read} == wanted,
               "the large records were read otherwise than they were put")

    def delete_a_stream(self):
        self.kinesis("delete-stream", stream_name=self.name)
        expect_equal("StreamNames", self.kinesis("list-streams")["StreamNames"],
                     [f"{self.name}-2"] + self.others)
        print(f"{self.aws.calls} calls")

    def meet_the_neighbour(self):
        """Who puts records through another door, and looks for some that are left here."""
        if not self.neighbour:
            return
        self.kinesis("delete-stream", stream_name=f"{self.name}-2")
        self.kinesis("create-stream", stream_name=self.kept, shard_count=2)
        records = [{"PartitionKey": f"key-{i}",
                    "Data": encoded(bytes((i + j) % 256 for j in range(256)))}
                   for i in range(256)]
        path = self.file("kept.json", json.dumps(records).encode())
        answer = self.kinesis("put-records", stream_name=self.kept, records=f"file://{path}")
        expect_equal("FailedRecordCount", answer["FailedRecordCount"], 0)

        named = {"stream_name": self.neighbour}
        summary = self.kinesis("describe-stream-summary", **named)["StreamDescriptionSummary"]
        # What the neighbour puts ends a while after there is one.
        self.kinesis("register-stream-consumer", stream_arn=summary["StreamARN"],
                     consumer_name="guest")
        position = self.kinesis("get-shard-iterator", **named, shard_id=SHARDS[0],
                                shard_iterator_type="TRIM_HORIZON")["ShardIterator"]
        data = []
        while data[-1:] != [b"end"]:
            page = self.read(position)
            data += [base64.b64decode(record["Data"]) for record in page["Records"]]
            position = page["NextShardIterator"]
        expect(len(data) > 100, f"the neighbour put only {len(data)} records")
        expect_equal("what the neighbour put", data,
                     [str(i).encode() for i in range(len(data) - 1)] + [b"end"])


def main():
    with tempfile.TemporaryDirectory() as directory:
        run_steps(Scenario(arguments(), directory).steps())


main()
