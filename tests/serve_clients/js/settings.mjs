// SPDX-License-Identifier: MIT
//
// What can be set of a stream and of an account: tags, encryption, metrics, retention, mode,
// policy, sizes, throughput.
import { waitUntilStreamExists } from "@aws-sdk/client-kinesis";
import { expect, expectEqual } from "./checking.mjs";
import { createStream, patience } from "./streams.mjs";

export function settingSteps(kinesis, prefix) {
  const stream = `${prefix}-settings`;
  const named = { StreamName: stream };
  let arn;

  const summary = async () =>
    (await kinesis.describeStreamSummary(named)).StreamDescriptionSummary;

  async function tagAStream() {
    arn = await createStream(kinesis, stream, 1);
    await kinesis.addTagsToStream({ ...named,
      Tags: { "tag 0": "v/0", "tag 1": "v/1", "tag 2": "v/2", "tag 3": "v/3" } });
    expectEqual("HasMoreTags", (await kinesis.listTagsForStream({ ...named, Limit: 3 }))
      .HasMoreTags, true);
    const behind = await kinesis.listTagsForStream({ ...named, ExclusiveStartTagKey: "tag 1" });
    expectEqual("the tags behind one", behind.Tags,
      [{ Key: "tag 2", Value: "v/2" }, { Key: "tag 3", Value: "v/3" }]);
    await kinesis.removeTagsFromStream({ ...named, TagKeys: ["tag 0", "tag 2"] });
    expectEqual("the tags that are left",
      (await kinesis.listTagsForStream(named)).Tags.map((tag) => tag.Key), ["tag 1", "tag 3"]);
  }

  async function tagAResource() {
    const { Consumer: consumer } = await kinesis.registerStreamConsumer({
      StreamARN: arn, ConsumerName: "tagged", Tags: { from: "the start" } });
    for (const [resource, first] of [[arn, { "tag 1": "v/1", "tag 3": "v/3" }],
      [consumer.ConsumerARN, { from: "the start" }]]) {
      await kinesis.tagResource({ ResourceARN: resource, Tags: { a: "1", b: "" } });
      await kinesis.untagResource({ ResourceARN: resource, TagKeys: ["a"] });
      const { Tags } = await kinesis.listTagsForResource({ ResourceARN: resource });
      expectEqual("the tags of a resource",
        Object.fromEntries(Tags.map((tag) => [tag.Key, tag.Value])), { ...first, b: "" });
    }
    await kinesis.deregisterStreamConsumer({ ConsumerARN: consumer.ConsumerARN });
  }

  async function encryptAStream() {
    const key = { ...named, EncryptionType: "KMS", KeyId: "alias/aws/kinesis" };
    await kinesis.startStreamEncryption(key);
    const encrypted = await summary();
    expectEqual("EncryptionType", encrypted.EncryptionType, "KMS");
    expectEqual("KeyId", encrypted.KeyId, "alias/aws/kinesis");
    const put = await kinesis.putRecord({ ...named, PartitionKey: "k", Data: new Uint8Array(1) });
    expectEqual("EncryptionType of a put", put.EncryptionType, "KMS");
    await kinesis.stopStreamEncryption(key);
    expectEqual("EncryptionType", (await summary()).EncryptionType, "NONE");
  }

  async function watchShardsClosely() {
    const metrics = ["IncomingBytes", "OutgoingRecords"];
    const on = await kinesis.enableEnhancedMonitoring({ ...named, ShardLevelMetrics: metrics });
    expectEqual("CurrentShardLevelMetrics", on.CurrentShardLevelMetrics, []);
    expectEqual("DesiredShardLevelMetrics", on.DesiredShardLevelMetrics.toSorted(), metrics);
    const off = await kinesis.disableEnhancedMonitoring({ ...named, ShardLevelMetrics: ["ALL"] });
    expectEqual("CurrentShardLevelMetrics", off.CurrentShardLevelMetrics.toSorted(), metrics);
    expectEqual("DesiredShardLevelMetrics", off.DesiredShardLevelMetrics, []);
  }

  async function keepRecordsLonger() {
    await kinesis.increaseStreamRetentionPeriod({ ...named, RetentionPeriodHours: 48 });
    expectEqual("RetentionPeriodHours", (await summary()).RetentionPeriodHours, 48);
    await kinesis.decreaseStreamRetentionPeriod({ StreamARN: arn, RetentionPeriodHours: 24 });
    expectEqual("RetentionPeriodHours", (await summary()).RetentionPeriodHours, 24);
  }

  async function setAPolicy() {
    const policy = { Version: "2012-10-17", Statement: [{
      Sid: "reading", Effect: "Allow", Resource: arn,
      Principal: { AWS: "arn:aws:iam::123456789012:root" },
      Action: ["kinesis:GetRecords", "kinesis:GetShardIterator"] }] };
    await kinesis.putResourcePolicy({ ResourceARN: arn, Policy: JSON.stringify(policy) });
    const answer = await kinesis.getResourcePolicy({ ResourceARN: arn });
    expectEqual("the policy", JSON.parse(answer.Policy), policy);
    await kinesis.deleteResourcePolicy({ ResourceARN: arn });
  }

  async function setSizes() {
    await kinesis.updateMaxRecordSize({ StreamARN: arn, MaxRecordSizeInKiB: 2048 });
    expectEqual("MaxRecordSizeInKiB", (await summary()).MaxRecordSizeInKiB, 2048);
    await kinesis.putRecord({ ...named, PartitionKey: "k", Data: new Uint8Array(2048 * 1024 - 1) });
  }

  async function changeTheMode() {
    for (const mode of ["ON_DEMAND", "PROVISIONED"]) {
      await kinesis.updateStreamMode({ StreamARN: arn, StreamModeDetails: { StreamMode: mode } });
      await waitUntilStreamExists(patience(kinesis), named);
      expectEqual("StreamMode", (await summary()).StreamModeDetails.StreamMode, mode);
    }
  }

  async function describeTheAccount() {
    const limits = await kinesis.describeLimits({});
    expect(limits.OpenShardCount >= 1, "there are open shards");
    expect(limits.ShardLimit > limits.OpenShardCount, "more are allowed");
    const { MinimumThroughputBillingCommitment: commitment } =
      await kinesis.describeAccountSettings({});
    expectEqual("the commitment", commitment.Status, "DISABLED");
    await kinesis.deleteStream(named);
  }

  return [["tag a stream", tagAStream], ["tag a resource", tagAResource],
    ["encrypt a stream", encryptAStream], ["watch shards closely", watchShardsClosely],
    ["keep records longer", keepRecordsLonger], ["set a policy", setAPolicy],
    ["set sizes", setSizes], ["change the mode", changeTheMode],
    ["describe the account", describeTheAccount]];
}
