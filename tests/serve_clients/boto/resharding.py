# SPDX-License-Identifier: MIT
#
# A stream whose shards are split, merged and counted anew while records go in: which shards
# there are, and that following parents to their children loses nothing.
from checking import (HALF, expect, expect_each_in_order, expect_equal, numbered_records,
                      wait_for_whole_second)
from client import iterator


def shard_id(number):
    return f"shardId-{number:012}"


class Resharding:
    def __init__(self, kinesis, prefix):
        self.kinesis = kinesis
        self.stream = f"{prefix}-resharding"

    def steps(self):
        return [self.split_and_merge_shards, self.update_the_shard_count, self.page_shards,
                self.filter_shards, self.read_parents_before_children]

    def put_round(self, number):
        answer = self.kinesis.put_records(StreamName=self.stream, Records=[
            {"PartitionKey": key, "Data": data} for key, data in numbered_records(number)])
        expect_equal("FailedRecordCount", answer["FailedRecordCount"], 0)

    def shards(self, **which):
        return self.kinesis.list_shards(StreamName=self.stream, **which)["Shards"]

    def open_ids(self):
        return [shard["ShardId"] for shard in self.shards()
                if "EndingSequenceNumber" not in shard["SequenceNumberRange"]]

    def wait_until_active(self):
        self.kinesis.get_waiter("stream_exists").wait(StreamName=self.stream)

    def split_and_merge_shards(self):
        self.kinesis.create_stream(StreamName=self.stream, ShardCount=2)
        self.wait_until_active()
        self.put_round(0)
        self.kinesis.split_shard(StreamName=self.stream, ShardToSplit=shard_id(0),
                                 NewStartingHashKey=str(HALF // 2))
        self.wait_until_active()
        expect_equal("the open shards after a split", self.open_ids(),
                     [shard_id(1), shard_id(2), shard_id(3)])
        self.between = wait_for_whole_second()
        self.put_round(1)
        self.kinesis.merge_shards(StreamName=self.stream, ShardToMerge=shard_id(3),
                                  AdjacentShardToMerge=shard_id(1))
        self.wait_until_active()
        shards = {shard["ShardId"]: shard for shard in self.shards()}
        expect_equal("the open shards after a merge", self.open_ids(), [shard_id(2), shard_id(4)])
        expect_equal("a half's parent", shards[shard_id(2)]["ParentShardId"], shard_id(0))
        expect_equal("a merged shard's parents",
                     (shards[shard_id(4)]["ParentShardId"],
                      shards[shard_id(4)]["AdjacentParentShardId"]),
                     (shard_id(3), shard_id(1)))
        expect_equal("a merged shard's hash keys", shards[shard_id(4)]["HashKeyRange"],
                     {"StartingHashKey": str(HALF // 2), "EndingHashKey": str(2**128 - 1)})
        self.put_round(2)

    def update_the_shard_count(self):
        answer = self.kinesis.update_shard_count(StreamName=self.stream, TargetShardCount=4,
                                                 ScalingType="UNIFORM_SCALING")
        expect_equal("StreamName", answer["StreamName"], self.stream)
        expect_equal("CurrentShardCount", answer["CurrentShardCount"], 2)
        expect_equal("TargetShardCount", answer["TargetShardCount"], 4)
        self.wait_until_active()
        self.put_round(3)
        open_ids = self.open_ids()
        starts = sorted(int(shard["HashKeyRange"]["StartingHashKey"])
                        for shard in self.shards() if shard["ShardId"] in open_ids)
        expect_equal("where four even shards begin", starts, [i * 2**126 for i in range(4)])

    def page_shards(self):
        self.all_ids = [shard["ShardId"] for shard in self.shards()]
        count = len(self.all_ids)
        expect_equal("all shards", self.all_ids, [shard_id(i) for i in range(count)])
        pages = list(self.kinesis.get_paginator("describe_stream").paginate(
            StreamName=self.stream, PaginationConfig={"PageSize": 2}))
        pages = [page["StreamDescription"]["Shards"] for page in pages]
        expect_equal("the pages of a description", len(pages), (count + 1) // 2)
        expect_equal("their shards", [shard["ShardId"] for page in pages for shard in page],
                     self.all_ids)
        # The paginator of ListShards repeats the name beside the token, which AWS refuses
        # likewise (botocore's issue 2009), unless this boto3 has learnt better.
        try:
            pages = list(self.kinesis.get_paginator("list_shards").paginate(
                StreamName=self.stream, PaginationConfig={"PageSize": 2}))
            expect_equal("the shards of the pages",
                         [shard["ShardId"] for page in pages for shard in page["Shards"]],
                         self.all_ids)
        except self.kinesis.exceptions.InvalidArgumentException as error:
            expect_equal("the message", error.response["Error"]["Message"],
                         "NextToken and StreamName cannot be provided together.")
        first = self.kinesis.list_shards(StreamName=self.stream, MaxResults=3)
        rest = self.kinesis.list_shards(NextToken=first["NextToken"])
        expect_equal("the shards behind a token", [shard["ShardId"] for shard in rest["Shards"]],
                     self.all_ids[3:])
        for answer in (self.shards(ExclusiveStartShardId=shard_id(1)),
                       self.kinesis.describe_stream(
                           StreamName=self.stream,
                           ExclusiveStartShardId=shard_id(1))["StreamDescription"]["Shards"]):
            expect_equal("the shards behind one", [shard["ShardId"] for shard in answer],
                         self.all_ids[2:])

    def filter_shards(self):
        for kind, where, expected in (
                ("AFTER_SHARD_ID", {"ShardId": shard_id(2)}, self.all_ids[3:]),
                ("AT_TRIM_HORIZON", {}, [shard_id(0), shard_id(1)]),
                ("FROM_TRIM_HORIZON", {}, self.all_ids),
                ("AT_LATEST", {}, self.open_ids()),
                ("AT_TIMESTAMP", {"Timestamp": self.between},
                 [shard_id(1), shard_id(2), shard_id(3)]),
                ("FROM_TIMESTAMP", {"Timestamp": self.between}, self.all_ids[1:])):
            found = self.shards(ShardFilter={"Type": kind, **where})
            expect_equal(f"the shards {kind}", [shard["ShardId"] for shard in found], expected)

    def read_parents_before_children(self):
        shards = [shard["ShardId"] for shard in self.shards() if "ParentShardId" not in shard]
        records, read, announced = [], set(), {}
        while shards:
            shard = shards.pop(0)
            read.add(shard)
            position, is_open = iterator(self.kinesis, self.stream, shard), True
            while is_open:
                page = self.kinesis.get_records(ShardIterator=position, Limit=7)
                records += [(record["PartitionKey"], record["Data"])
                            for record in page["Records"]]
                position = page.get("NextShardIterator")
                # An open shard's tip is as good as an end here: nobody puts.
                is_open = position is not None and (page["Records"]
                                                    or page["MillisBehindLatest"] > 0)
            if position is not None:
                continue
            expect(page.get("ChildShards"), f"the end of {shard} names no children")
            for child in page["ChildShards"]:
                announced[child["ShardId"]] = child
            # A child is read when all of its parents have been.
            ready = [child["ShardId"] for child in announced.values()
                     if set(child["ParentShards"]) <= read]
            shards += [child for child in ready if child not in read and child not in shards]
        expect_equal("the shards that were found by their parents", sorted(read), self.all_ids)
        expect_each_in_order(records, rounds=4)
        self.kinesis.delete_stream(StreamName=self.stream)
