# SPDX-License-Identifier: MIT
#
# Streams that are made, described, listed and deleted.
import time

from checking import expect, expect_equal
from client import has_parameter


class Streams:
    def __init__(self, kinesis, prefix):
        self.kinesis = kinesis
        self.names = [f"{prefix}-streams-{i}" for i in range(5)]

    def steps(self):
        return [self.create_and_describe_streams, self.list_streams, self.delete_streams]

    def create_and_describe_streams(self):
        begun = time.time()
        for name in self.names:
            self.kinesis.create_stream(StreamName=name, ShardCount=2)
        for name in self.names:
            self.kinesis.get_waiter("stream_exists").wait(StreamName=name)
        name = self.names[0]
        stream = self.kinesis.describe_stream(StreamName=name)["StreamDescription"]
        expect_equal("StreamName", stream["StreamName"], name)
        expect_equal("StreamStatus", stream["StreamStatus"], "ACTIVE")
        expect_equal("StreamModeDetails", stream["StreamModeDetails"],
                     {"StreamMode": "PROVISIONED"})
        expect_equal("RetentionPeriodHours", stream["RetentionPeriodHours"], 24)
        expect_equal("EncryptionType", stream["EncryptionType"], "NONE")
        expect_equal("EnhancedMonitoring", stream["EnhancedMonitoring"],
                     [{"ShardLevelMetrics": []}])
        # The moment is given in whole seconds, or to the millisecond.
        created = stream["StreamCreationTimestamp"].timestamp()
        expect(begun - 1 <= created <= time.time(), f"created at {created}, begun at {begun}")
        expect(not stream["HasMoreShards"], "two shards are no page's end")
        expect_equal("the ids of the shards", [shard["ShardId"] for shard in stream["Shards"]],
                     ["shardId-000000000000", "shardId-000000000001"])
        expect_equal("their hash keys", [shard["HashKeyRange"] for shard in stream["Shards"]],
                     [{"StartingHashKey": "0", "EndingHashKey": str(2**127 - 1)},
                      {"StartingHashKey": str(2**127), "EndingHashKey": str(2**128 - 1)}])
        for shard in stream["Shards"]:
            expect("EndingSequenceNumber" not in shard["SequenceNumberRange"],
                   "an open shard has no last number")

        summary = self.kinesis.describe_stream_summary(StreamName=name)
        summary = summary["StreamDescriptionSummary"]
        expect_equal("OpenShardCount", summary["OpenShardCount"], 2)
        expect_equal("ConsumerCount", summary["ConsumerCount"], 0)
        expect_equal("StreamARN", summary["StreamARN"], stream["StreamARN"])
        if has_parameter(self.kinesis, "DescribeStreamSummary", "StreamARN"):
            by_arn = self.kinesis.describe_stream_summary(StreamARN=summary["StreamARN"])
            expect_equal("what an ARN means", by_arn["StreamDescriptionSummary"], summary)

    def list_streams(self):
        answer = self.kinesis.list_streams(Limit=2, ExclusiveStartStreamName=self.names[0])
        expect_equal("the streams behind the first", answer["StreamNames"], self.names[1:3])
        expect(answer["HasMoreStreams"], "there are more streams than two")
        behind = {"ExclusiveStartStreamName": self.names[2]}
        if has_parameter(self.kinesis, "ListStreams", "NextToken"):
            behind = {"NextToken": answer["NextToken"]}
        answer = self.kinesis.list_streams(Limit=10, **behind)
        listed = [name for name in answer["StreamNames"] if name in self.names]
        expect_equal("the streams of the second page", listed, self.names[3:])
        expect(not answer["HasMoreStreams"], "that was the last page")
        pages = list(self.kinesis.get_paginator("list_streams").paginate(
            PaginationConfig={"PageSize": 2}))
        expect(len(pages) >= 3, f"five streams by two are three pages, not {len(pages)}")
        listed = [name for page in pages for name in page["StreamNames"] if name in self.names]
        expect_equal("the streams of all pages", listed, self.names)
        for page in pages:
            if "StreamSummaries" in page:
                expect_equal("StreamSummaries",
                             [summary["StreamName"] for summary in page["StreamSummaries"]],
                             page["StreamNames"])

    def delete_streams(self):
        for name in self.names:
            self.kinesis.delete_stream(StreamName=name)
        for name in self.names:
            self.kinesis.get_waiter("stream_not_exists").wait(StreamName=name)
        left = self.kinesis.list_streams(Limit=100)["StreamNames"]
        expect(not set(left) & set(self.names), f"of the deleted streams, {left} are left")
