// SPDX-License-Identifier: MIT
//
// Streams that are made, described, listed and deleted.
import {
  paginateListStreams, waitUntilStreamExists, waitUntilStreamNotExists,
} from "@aws-sdk/client-kinesis";
import { expect, expectEqual, shardId } from "./checking.mjs";

export const patience = (client) => ({ client, maxWaitTime: 20, minDelay: 1, maxDelay: 1 });

export async function createStream(kinesis, name, shardCount) {
  await kinesis.createStream({ StreamName: name, ShardCount: shardCount });
  await waitUntilStreamExists(patience(kinesis), { StreamName: name });
  const answer = await kinesis.describeStreamSummary({ StreamName: name });
  return answer.StreamDescriptionSummary.StreamARN;
}

export function streamSteps(kinesis, prefix) {
  const names = Array.from({ length: 5 }, (_, i) => `${prefix}-streams-${i}`);

  async function createAndDescribe() {
    const begun = Date.now();
    for (const name of names) await createStream(kinesis, name, 2);
    const name = names[0];
    const stream = (await kinesis.describeStream({ StreamName: name })).StreamDescription;
    expectEqual("StreamName", stream.StreamName, name);
    expectEqual("StreamStatus", stream.StreamStatus, "ACTIVE");
    expectEqual("StreamMode", stream.StreamModeDetails.StreamMode, "PROVISIONED");
    expectEqual("RetentionPeriodHours", stream.RetentionPeriodHours, 24);
    expectEqual("EncryptionType", stream.EncryptionType, "NONE");
    expectEqual("HasMoreShards", stream.HasMoreShards, false);
    // The moment is given in whole seconds, or to the millisecond.
    const created = stream.StreamCreationTimestamp.getTime();
    expect(begun - 1000 <= created && created <= Date.now(), `created at ${created}`);
    expectEqual("the shards", stream.Shards.map((shard) => shard.ShardId),
      [shardId(0), shardId(1)]);
    expectEqual("their hash keys", stream.Shards.map((shard) => shard.HashKeyRange), [
      { StartingHashKey: "0", EndingHashKey: String(2n ** 127n - 1n) },
      { StartingHashKey: String(2n ** 127n), EndingHashKey: String(2n ** 128n - 1n) }]);

    const answer = await kinesis.describeStreamSummary({ StreamARN: stream.StreamARN });
    expectEqual("what an ARN means", answer.StreamDescriptionSummary.StreamName, name);
    expectEqual("OpenShardCount", answer.StreamDescriptionSummary.OpenShardCount, 2);
    expectEqual("ConsumerCount", answer.StreamDescriptionSummary.ConsumerCount, 0);
  }

  async function list() {
    const first = await kinesis.listStreams({ Limit: 2, ExclusiveStartStreamName: names[0] });
    expectEqual("the streams behind the first", first.StreamNames, names.slice(1, 3));
    expectEqual("HasMoreStreams", first.HasMoreStreams, true);
    expectEqual("the summaries", first.StreamSummaries.map((summary) => summary.StreamName),
      first.StreamNames);
    const listed = [];
    let pages = 0;
    for await (const page of paginateListStreams({ client: kinesis, pageSize: 2 }, {})) {
      expect(page.StreamNames.length <= 2, "a page has at most two streams");
      listed.push(...page.StreamNames.filter((name) => names.includes(name)));
      ++pages;
    }
    expectEqual("the streams of all pages", listed, names);
    expect(pages >= 3, `five streams by two are three pages, not ${pages}`);
  }

  async function remove() {
    for (const name of names) {
      await kinesis.deleteStream({ StreamName: name });
      await waitUntilStreamNotExists(patience(kinesis), { StreamName: name });
    }
    const left = (await kinesis.listStreams({ Limit: 100 })).StreamNames;
    expectEqual("the deleted streams that are left",
      left.filter((name) => names.includes(name)), []);
  }

  return [["create and describe streams", createAndDescribe], ["list streams", list],
    ["delete streams", remove]];
}
