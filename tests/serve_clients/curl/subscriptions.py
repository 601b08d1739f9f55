# SPDX-License-Identifier: MIT
#
# SubscribeToShard as it is on the wire: messages with checksums, in pieces as they come.
import base64
import json
import subprocess

from checking import expect, expect_equal
from event_frames import events, messages

SHARDS = ["shardId-000000000000", "shardId-000000000001"]


class Subscriptions:
    def __init__(self, kinesis, _limited, prefix):
        self.kinesis = kinesis
        self.stream = f"{prefix}-subscriptions"

    def steps(self):
        return [self.register_a_consumer, self.receive_while_others_put, self.hear_of_an_end]

    def register_a_consumer(self):
        call = self.kinesis.call
        call("CreateStream", StreamName=self.stream, ShardCount=2)
        summary = call("DescribeStreamSummary", StreamName=self.stream)
        self.arn = summary["StreamDescriptionSummary"]["StreamARN"]
        consumer = call("RegisterStreamConsumer", StreamARN=self.arn, ConsumerName="curl")
        self.consumer = consumer["Consumer"]["ConsumerARN"]
        listed = call("ListStreamConsumers", StreamARN=self.arn)["Consumers"]
        found = call("DescribeStreamConsumer", ConsumerARN=self.consumer)["ConsumerDescription"]
        expect_equal("the consumers", [{**each, "StreamARN": self.arn} for each in listed],
                     [found])

    def request(self, shard):
        return {"ConsumerARN": self.consumer, "ShardId": shard,
                "StartingPosition": {"Type": "TRIM_HORIZON"}}

    def subscribe(self, shard):
        """A curl that runs until the subscription ends, or it is told to."""
        command = self.kinesis.command(self.kinesis.headers_of("SubscribeToShard"))
        command += ["-N", "--data-binary", json.dumps(self.request(shard))]
        return subprocess.Popen(command, stdout=subprocess.PIPE)

    def put(self, data):
        self.kinesis.call("PutRecord", StreamName=self.stream, PartitionKey="key",
                          ExplicitHashKey="0", Data=base64.b64encode(data).decode())

    def receive_while_others_put(self):
        data = [bytes([i]) * (i * 997) for i in range(20)]
        for piece in data[:10]:
            self.put(piece)
        with self.subscribe(SHARDS[0]) as curl:
            received, is_split = [], False
            for event in events(curl.stdout):
                expect(0 <= event["MillisBehindLatest"] < 60_000, "an event says how late it is")
                received += [base64.b64decode(record["Data"]) for record in event["Records"]]
                if len(received) == 10 and event["Records"]:
                    # Somebody else's, while this one is open.
                    self.kinesis.expect_error(
                        "ResourceInUseException", self.in_use(), "SubscribeToShard",
                        self.request(SHARDS[0]))
                    for piece in data[10:]:
                        self.put(piece)
                if len(received) == len(data) and not is_split:
                    is_split = True
                    self.kinesis.call("SplitShard", StreamName=self.stream,
                                      ShardToSplit=SHARDS[0],
                                      NewStartingHashKey=str(2**126))
                if "ChildShards" in event:
                    break
            expect_equal("the data of the events", received, data)
            expect_equal("the children at the end",
                         [child["ShardId"] for child in event["ChildShards"]],
                         ["shardId-000000000002", "shardId-000000000003"])
            expect("ContinuationSequenceNumber" not in event, "nothing comes after the end")
            # It ends by itself, and well: the body is whole.
            expect_equal("what comes after the end", curl.stdout.read(), b"")
            expect_equal("how curl ends", curl.wait(timeout=20), 0)

    def in_use(self):
        return (f"Another active subscription exists for this consumer: 000000000000:"
                f"{self.stream}:{SHARDS[0]}:curl")

    def hear_of_an_end(self):
        with self.subscribe(SHARDS[1]) as curl:
            heard = messages(curl.stdout)
            expect_equal("the first message", next(heard)[0][":event-type"], "initial-response")
            self.kinesis.call("DeregisterStreamConsumer", ConsumerARN=self.consumer)
            headers, payload = list(heard)[-1]
            expect_equal("the last message",
                         (headers[":message-type"], headers[":exception-type"]),
                         ("exception", "ResourceNotFoundException"))
            expect("message" in json.loads(payload), f"{payload} has no message")
            expect_equal("how curl ends", curl.wait(timeout=20), 0)
        self.kinesis.call("DeleteStream", StreamName=self.stream)
