# SPDX-License-Identifier: MIT
#
# What can be set of a stream: tags, encryption, metrics, retention, mode, policy, sizes. What
# an older boto3 does not know is left out, and said.
import json

from checking import expect, expect_equal

METRICS = ["IncomingBytes", "OutgoingRecords"]


class Settings:
    def __init__(self, kinesis, prefix):
        self.kinesis = kinesis
        self.stream = f"{prefix}-settings"

    def steps(self):
        return [self.tag_a_stream, self.tag_a_resource, self.encrypt_a_stream,
                self.watch_shards_closely, self.keep_records_longer, self.set_a_policy,
                self.change_the_mode, self.set_sizes, self.describe_limits]

    def knows(self, operation):
        if hasattr(self.kinesis, operation):
            return True
        print(f"this boto3 has no {operation}")
        return False

    def summary(self):
        return self.kinesis.describe_stream_summary(
            StreamName=self.stream)["StreamDescriptionSummary"]

    def tag_a_stream(self):
        self.kinesis.create_stream(StreamName=self.stream, ShardCount=1)
        self.kinesis.get_waiter("stream_exists").wait(StreamName=self.stream)
        self.arn = self.summary()["StreamARN"]
        tags = {f"tag {i}": f"value/{i}" for i in range(4)}
        self.kinesis.add_tags_to_stream(StreamName=self.stream, Tags=tags)
        answer = self.kinesis.list_tags_for_stream(StreamName=self.stream, Limit=3)
        expect(answer["HasMoreTags"], "of four tags, three are not all")
        answer = self.kinesis.list_tags_for_stream(StreamName=self.stream,
                                                   ExclusiveStartTagKey="tag 1")
        expect_equal("the tags behind one", answer["Tags"],
                     [{"Key": f"tag {i}", "Value": f"value/{i}"} for i in (2, 3)])
        self.kinesis.remove_tags_from_stream(StreamName=self.stream, TagKeys=["tag 0", "tag 2"])
        answer = self.kinesis.list_tags_for_stream(StreamName=self.stream)
        expect_equal("the tags that are left", [tag["Key"] for tag in answer["Tags"]],
                     ["tag 1", "tag 3"])
        expect(not answer["HasMoreTags"], "two tags are all")

    def tag_a_resource(self):
        if not self.knows("tag_resource"):
            return
        consumer = self.kinesis.register_stream_consumer(
            StreamARN=self.arn, ConsumerName="tagged", Tags={"from": "the start"})["Consumer"]
        for arn, first in ((self.arn, {"tag 1": "value/1", "tag 3": "value/3"}),
                           (consumer["ConsumerARN"], {"from": "the start"})):
            self.kinesis.tag_resource(ResourceARN=arn, Tags={"a": "1", "b": ""})
            self.kinesis.untag_resource(ResourceARN=arn, TagKeys=["a"])
            answer = self.kinesis.list_tags_for_resource(ResourceARN=arn)
            expect_equal("the tags of a resource",
                         {tag["Key"]: tag["Value"] for tag in answer["Tags"]}, {**first, "b": ""})
        self.kinesis.deregister_stream_consumer(ConsumerARN=consumer["ConsumerARN"])

    def encrypt_a_stream(self):
        key = {"StreamName": self.stream, "EncryptionType": "KMS", "KeyId": "alias/aws/kinesis"}
        self.kinesis.start_stream_encryption(**key)
        summary = self.summary()
        expect_equal("EncryptionType", summary["EncryptionType"], "KMS")
        expect_equal("KeyId", summary["KeyId"], "alias/aws/kinesis")
        answer = self.kinesis.put_record(StreamName=self.stream, PartitionKey="k", Data=b"secret")
        expect_equal("EncryptionType of a put", answer["EncryptionType"], "KMS")
        self.kinesis.stop_stream_encryption(**key)
        expect_equal("EncryptionType", self.summary()["EncryptionType"], "NONE")

    def watch_shards_closely(self):
        answer = self.kinesis.enable_enhanced_monitoring(StreamName=self.stream,
                                                         ShardLevelMetrics=METRICS)
        expect_equal("CurrentShardLevelMetrics", answer["CurrentShardLevelMetrics"], [])
        expect_equal("DesiredShardLevelMetrics", sorted(answer["DesiredShardLevelMetrics"]),
                     METRICS)
        expect_equal("EnhancedMonitoring",
                     sorted(self.summary()["EnhancedMonitoring"][0]["ShardLevelMetrics"]), METRICS)
        answer = self.kinesis.disable_enhanced_monitoring(StreamName=self.stream,
                                                          ShardLevelMetrics=["ALL"])
        expect_equal("CurrentShardLevelMetrics", sorted(answer["CurrentShardLevelMetrics"]),
                     METRICS)
        expect_equal("DesiredShardLevelMetrics", answer["DesiredShardLevelMetrics"], [])

    def keep_records_longer(self):
        self.kinesis.increase_stream_retention_period(StreamName=self.stream,
                                                      RetentionPeriodHours=48)
        expect_equal("RetentionPeriodHours", self.summary()["RetentionPeriodHours"], 48)
        self.kinesis.decrease_stream_retention_period(StreamName=self.stream,
                                                      RetentionPeriodHours=24)
        expect_equal("RetentionPeriodHours", self.summary()["RetentionPeriodHours"], 24)

    def set_a_policy(self):
        if not self.knows("put_resource_policy"):
            return
        policy = {"Version": "2012-10-17", "Statement": [
            {"Sid": "reading", "Effect": "Allow", "Resource": self.arn,
             "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
             "Action": ["kinesis:GetRecords", "kinesis:GetShardIterator"]}]}
        self.kinesis.put_resource_policy(ResourceARN=self.arn, Policy=json.dumps(policy))
        answer = self.kinesis.get_resource_policy(ResourceARN=self.arn)
        expect_equal("the policy", json.loads(answer["Policy"]), policy)
        self.kinesis.delete_resource_policy(ResourceARN=self.arn)

    def change_the_mode(self):
        for mode in ("ON_DEMAND", "PROVISIONED"):
            self.kinesis.update_stream_mode(StreamARN=self.arn,
                                            StreamModeDetails={"StreamMode": mode})
            self.kinesis.get_waiter("stream_exists").wait(StreamName=self.stream)
            expect_equal("StreamMode", self.summary()["StreamModeDetails"]["StreamMode"], mode)

    def set_sizes(self):
        if self.knows("update_max_record_size"):
            self.kinesis.update_max_record_size(StreamARN=self.arn, MaxRecordSizeInKiB=2048)
            expect_equal("MaxRecordSizeInKiB", self.summary()["MaxRecordSizeInKiB"], 2048)
            self.kinesis.put_record(StreamName=self.stream, PartitionKey="k",
                                    Data=b"x" * (2048 * 1024 - 1))

    def describe_limits(self):
        limits = self.kinesis.describe_limits()
        expect(limits["OpenShardCount"] >= 1, f"there are open shards: {limits}")
        expect(limits["ShardLimit"] > limits["OpenShardCount"], f"more are allowed: {limits}")
        self.kinesis.delete_stream(StreamName=self.stream)
