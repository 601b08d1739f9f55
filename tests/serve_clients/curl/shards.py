# SPDX-License-Identifier: MIT
#
# A stream whose shards are split, merged and counted anew, read from parents to children; and
# what else can be set of it.
import base64
import time

from checking import (HALF, expect, expect_each_in_order, expect_equal, numbered_records)


def shard_id(number):
    return f"shardId-{number:012}"


class Shards:
    def __init__(self, kinesis, _limited, prefix):
        self.kinesis = kinesis
        self.stream = f"{prefix}-shards"
        self.named = {"StreamName": self.stream}

    def steps(self):
        return [self.reshard, self.page_and_filter_shards, self.read_parents_before_children,
                self.change_settings]

    def put_round(self, number):
        answer = self.kinesis.call("PutRecords", **self.named, Records=[
            {"PartitionKey": key, "Data": base64.b64encode(data).decode()}
            for key, data in numbered_records(number)])
        expect_equal("FailedRecordCount", answer["FailedRecordCount"], 0)

    def ids(self, **which):
        return [shard["ShardId"] for shard in
                self.kinesis.call("ListShards", **which)["Shards"]]

    def reshard(self):
        self.kinesis.call("CreateStream", **self.named, ShardCount=2)
        self.put_round(0)
        self.kinesis.call("SplitShard", **self.named, ShardToSplit=shard_id(0),
                          NewStartingHashKey=str(HALF // 2))
        # A moment that is not that of any reshard, to the millisecond.
        time.sleep(0.005)
        self.between = round(time.time(), 3)
        time.sleep(0.005)
        self.put_round(1)
        self.kinesis.call("MergeShards", **self.named, ShardToMerge=shard_id(3),
                          AdjacentShardToMerge=shard_id(1))
        self.put_round(2)
        answer = self.kinesis.call("UpdateShardCount", **self.named, TargetShardCount=4,
                                   ScalingType="UNIFORM_SCALING")
        expect_equal("CurrentShardCount", answer["CurrentShardCount"], 2)
        self.put_round(3)

    def page_and_filter_shards(self):
        self.all_ids = self.ids(**self.named)
        page = self.kinesis.call("ListShards", **self.named, MaxResults=3)
        expect_equal("the first page", [shard["ShardId"] for shard in page["Shards"]],
                     self.all_ids[:3])
        expect_equal("the rest", self.ids(NextToken=page["NextToken"]), self.all_ids[3:])
        answer = self.kinesis.call("DescribeStream", **self.named, Limit=2,
                                   ExclusiveStartShardId=shard_id(1))["StreamDescription"]
        expect_equal("a page of a description",
                     ([shard["ShardId"] for shard in answer["Shards"]], answer["HasMoreShards"]),
                     ([shard_id(2), shard_id(3)], True))
        for kind, where, expected in (
                ("AFTER_SHARD_ID", {"ShardId": shard_id(2)}, self.all_ids[3:]),
                ("AT_TRIM_HORIZON", {}, [shard_id(0), shard_id(1)]),
                ("FROM_TRIM_HORIZON", {}, self.all_ids),
                ("AT_TIMESTAMP", {"Timestamp": self.between},
                 [shard_id(1), shard_id(2), shard_id(3)]),
                ("FROM_TIMESTAMP", {"Timestamp": self.between}, self.all_ids[1:])):
            expect_equal(f"the shards {kind}",
                         self.ids(**self.named, ShardFilter={"Type": kind, **where}), expected)
        open_ids = self.ids(**self.named, ShardFilter={"Type": "AT_LATEST"})
        expect_equal("how many shards are open", len(open_ids), 4)

    def read(self, shard, records):
        """To the end, or to the tip where there is none; the children of the end."""
        position = self.kinesis.call("GetShardIterator", **self.named, ShardId=shard,
                                     ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
        while True:
            page = self.kinesis.call("GetRecords", ShardIterator=position, Limit=20)
            records += [(record["PartitionKey"], base64.b64decode(record["Data"]))
                        for record in page["Records"]]
            position = page.get("NextShardIterator")
            if position is None:
                expect(page["ChildShards"], f"the end of {shard} names no children")
                return page["ChildShards"]
            expect("ChildShards" not in page, "children come at the end only")
            if not page["Records"] and page["MillisBehindLatest"] == 0:
                return []

    def read_parents_before_children(self):
        ready, read, announced, records = [shard_id(0), shard_id(1)], [], {}, []
        while ready:
            shard = ready.pop(0)
            for child in self.read(shard, records):
                announced[child["ShardId"]] = child["ParentShards"]
            read.append(shard)
            ready += [child for child, parents in announced.items()
                      if set(parents) <= set(read) and child not in read + ready]
        expect_equal("the shards that were found by their parents", sorted(read), self.all_ids)
        expect_each_in_order(records, rounds=4)

    def change_settings(self):
        call = self.kinesis.call
        arn = call("DescribeStreamSummary", **self.named)["StreamDescriptionSummary"]["StreamARN"]
        call("TagResource", ResourceARN=arn, Tags={"stage": "test", "owner": "nobody"})
        call("UntagResource", ResourceARN=arn, TagKeys=["owner"])
        expect_equal("the tags of a stream", call("ListTagsForStream", **self.named),
                     {"Tags": [{"Key": "stage", "Value": "test"}], "HasMoreTags": False})
        call("StartStreamEncryption", **self.named, EncryptionType="KMS", KeyId="alias/a")
        call("IncreaseStreamRetentionPeriod", **self.named, RetentionPeriodHours=48)
        call("UpdateStreamMode", StreamARN=arn, StreamModeDetails={"StreamMode": "ON_DEMAND"})
        summary = call("DescribeStreamSummary", StreamARN=arn)["StreamDescriptionSummary"]
        expect_equal("what has been set",
                     (summary["EncryptionType"], summary["KeyId"], summary["RetentionPeriodHours"],
                      summary["StreamModeDetails"]),
                     ("KMS", "alias/a", 48, {"StreamMode": "ON_DEMAND"}))
        call("DeleteStream", **self.named)
