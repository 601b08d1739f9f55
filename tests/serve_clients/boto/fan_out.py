# SPDX-License-Identifier: MIT
#
# Consumers that are registered, and to which shards push their records.
import threading
import time

from botocore.exceptions import EventStreamError

from checking import expect, expect_equal, fail

SHARDS = ["shardId-000000000000", "shardId-000000000001"]


class FanOut:
    def __init__(self, kinesis, prefix):
        self.kinesis = kinesis
        self.stream = f"{prefix}-fan-out"
        self.names = [f"consumer-{i}" for i in range(3)]

    def steps(self):
        return [self.register_consumers, self.receive_while_others_put, self.receive_to_the_end,
                self.have_a_subscription_taken_over, self.deregister_consumers]

    def register_consumers(self):
        self.kinesis.create_stream(StreamName=self.stream, ShardCount=2)
        self.kinesis.get_waiter("stream_exists").wait(StreamName=self.stream)
        self.stream_arn = self.kinesis.describe_stream_summary(
            StreamName=self.stream)["StreamDescriptionSummary"]["StreamARN"]
        self.arns = []
        for name in self.names:
            consumer = self.kinesis.register_stream_consumer(StreamARN=self.stream_arn,
                                                             ConsumerName=name)["Consumer"]
            self.arns.append(consumer["ConsumerARN"])
        for name, arn in zip(self.names, self.arns):
            by_arn = self.kinesis.describe_stream_consumer(ConsumerARN=arn)["ConsumerDescription"]
            by_name = self.kinesis.describe_stream_consumer(
                StreamARN=self.stream_arn, ConsumerName=name)["ConsumerDescription"]
            expect_equal("a consumer, by name and by ARN", by_name, by_arn)
            expect_equal("ConsumerStatus", by_arn["ConsumerStatus"], "ACTIVE")
            expect_equal("its stream", by_arn["StreamARN"], self.stream_arn)
        pages = list(self.kinesis.get_paginator("list_stream_consumers").paginate(
            StreamARN=self.stream_arn, PaginationConfig={"PageSize": 2}))
        expect_equal("the sizes of the pages", [len(page["Consumers"]) for page in pages], [2, 1])
        listed = {consumer["ConsumerName"]: consumer["ConsumerARN"]
                  for page in pages for consumer in page["Consumers"]}
        expect_equal("the listed consumers", listed, dict(zip(self.names, self.arns)))

    def subscribe(self, arn, shard, kind, **where):
        return self.kinesis.subscribe_to_shard(
            ConsumerARN=arn, ShardId=shard, StartingPosition={"Type": kind, **where})["EventStream"]

    def put(self, data, explicit_hash_key="0"):
        return self.kinesis.put_record(StreamName=self.stream, PartitionKey="key", Data=data,
                                       ExplicitHashKey=explicit_hash_key)["SequenceNumber"]

    def receive_while_others_put(self):
        data = [f"{i} ".encode() * (1 + i * 37) for i in range(60)]
        self.numbers = [self.put(piece) for piece in data[:10]]
        self.first_events = self.subscribe(self.arns[0], SHARDS[0], "TRIM_HORIZON")
        try:
            self.subscribe(self.arns[0], SHARDS[0], "LATEST")
            fail("a second subscription within five seconds is given")
        except self.kinesis.exceptions.ResourceInUseException as error:
            expect("Another active subscription exists for this consumer" in
                   error.response["Error"]["Message"], f"the second subscription: {error}")
        putting = threading.Thread(
            target=lambda: self.numbers.extend(self.put(piece) for piece in data[10:]))
        putting.start()
        records = []
        for event in self.first_events:
            event = event["SubscribeToShardEvent"]
            records += event["Records"]
            expect(int(event["ContinuationSequenceNumber"]) > 0, "an event says where to go on")
            expect(0 <= event["MillisBehindLatest"] < 60_000, "an event says how late it is")
            if len(records) >= len(data):
                break
        putting.join()
        expect_equal("the data of the events", [record["Data"] for record in records], data)
        expect_equal("the numbers of the events",
                     [record["SequenceNumber"] for record in records], self.numbers)

    def receive_to_the_end(self):
        self.kinesis.split_shard(StreamName=self.stream, ShardToSplit=SHARDS[0],
                                 NewStartingHashKey=str(2**126))
        events = [event["SubscribeToShardEvent"] for event in self.first_events]
        self.expect_end(events)
        # Somebody else, who begins in the midst.
        events = list(self.subscribe(self.arns[1], SHARDS[0], "AFTER_SEQUENCE_NUMBER",
                                     SequenceNumber=self.numbers[49]))
        events = [event["SubscribeToShardEvent"] for event in events]
        numbers = [record["SequenceNumber"] for event in events for record in event["Records"]]
        expect_equal("the numbers after a number", numbers, self.numbers[50:])
        self.expect_end(events)

    @staticmethod
    def expect_end(events):
        children = [child for event in events for child in event.get("ChildShards", [])]
        expect_equal("the children at the end",
                     [(child["ShardId"], child["ParentShards"]) for child in children],
                     [("shardId-000000000002", [SHARDS[0]]),
                      ("shardId-000000000003", [SHARDS[0]])])
        expect("ContinuationSequenceNumber" not in events[-1], "nothing comes after the end")

    def have_a_subscription_taken_over(self):
        old = self.subscribe(self.arns[0], SHARDS[1], "LATEST")
        time.sleep(5.1)
        new = self.subscribe(self.arns[0], SHARDS[1], "LATEST")
        self.expect_error("the old subscription", old, "ResourceInUseException")
        number = self.put(b"for the new one", explicit_hash_key=str(2**128 - 1))
        records = []
        while not records:
            records = next(iter(new))["SubscribeToShardEvent"]["Records"]
        expect_equal("what the new one has", [record["SequenceNumber"] for record in records],
                     [number])
        new.close()

    def expect_error(self, what, events, name):
        try:
            for _ in events:
                pass
            fail(f"{what} ends without {name}")
        except EventStreamError as error:
            expect_equal(what, error.response["Error"]["Code"], name)

    def deregister_consumers(self):
        events = self.subscribe(self.arns[2], SHARDS[1], "TRIM_HORIZON")
        self.kinesis.deregister_stream_consumer(ConsumerARN=self.arns[2])
        self.expect_error("a deregistered consumer's subscription", events,
                          "ResourceNotFoundException")
        for name in self.names[:2]:
            self.kinesis.deregister_stream_consumer(StreamARN=self.stream_arn, ConsumerName=name)
        left = self.kinesis.list_stream_consumers(StreamARN=self.stream_arn)["Consumers"]
        expect_equal("the consumers that are left", left, [])
        self.kinesis.delete_stream(StreamName=self.stream)
