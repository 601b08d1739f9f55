# SPDX-License-Identifier: MIT
#
# Records that somebody else puts through another door, and some that are left for them.
from checking import expect, expect_equal


class Meeting:
    def __init__(self, kinesis, prefix, neighbour):
        self.kinesis = kinesis
        self.kept = f"{prefix}-kept"
        self.neighbour = neighbour

    def steps(self):
        return [self.leave_records, self.receive_from_the_neighbour]

    def leave_records(self):
        self.kinesis.create_stream(StreamName=self.kept, ShardCount=2)
        self.kinesis.get_waiter("stream_exists").wait(StreamName=self.kept)
        answer = self.kinesis.put_records(StreamName=self.kept, Records=[
            {"PartitionKey": f"key-{i}", "Data": bytes((i + j) % 256 for j in range(256))}
            for i in range(256)])
        expect_equal("FailedRecordCount", answer["FailedRecordCount"], 0)

    def receive_from_the_neighbour(self):
        """Records "0", "1", … until "end"."""
        arn = self.kinesis.describe_stream_summary(
            StreamName=self.neighbour)["StreamDescriptionSummary"]["StreamARN"]
        consumer = self.kinesis.register_stream_consumer(
            StreamARN=arn, ConsumerName="guest")["Consumer"]["ConsumerARN"]
        events = self.kinesis.subscribe_to_shard(
            ConsumerARN=consumer, ShardId="shardId-000000000000",
            StartingPosition={"Type": "TRIM_HORIZON"})["EventStream"]
        data = []
        for event in events:
            data += [record["Data"] for record in event["SubscribeToShardEvent"]["Records"]]
            if data[-1:] == [b"end"]:
                break
        events.close()
        expect(len(data) > 100, f"the neighbour put only {len(data)} records")
        expect_equal("what the neighbour put", data,
                     [str(i).encode() for i in range(len(data) - 1)] + [b"end"])
