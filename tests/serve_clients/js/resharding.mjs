// SPDX-License-Identifier: MIT
//
// A stream whose shards are split, merged and counted anew while records go in: which shards
// there are, and that following parents to their children loses nothing.
import { waitUntilStreamExists } from "@aws-sdk/client-kinesis";
import {
  expect, expectEachInOrder, expectEqual, half, numberedRecords, shardId, sleep,
} from "./checking.mjs";
import { iterator } from "./reading.mjs";
import { createStream, patience } from "./streams.mjs";

export function reshardingSteps(kinesis, prefix) {
  const stream = `${prefix}-resharding`;
  let between;
  let allIds;

  const shards = async (which = {}) =>
    (await kinesis.listShards({ StreamName: stream, ...which })).Shards;
  const idsOf = (list) => list.map((shard) => shard.ShardId);
  const openIds = async () => idsOf((await shards())
    .filter((shard) => shard.SequenceNumberRange.EndingSequenceNumber === undefined));
  const waitUntilActive = () => waitUntilStreamExists(patience(kinesis), { StreamName: stream });

  async function putRound(round) {
    const answer = await kinesis.putRecords({
      StreamName: stream, Records: numberedRecords(round) });
    expectEqual("FailedRecordCount", answer.FailedRecordCount, 0);
  }

  async function splitAndMerge() {
    await createStream(kinesis, stream, 2);
    await putRound(0);
    await kinesis.splitShard({
      StreamName: stream, ShardToSplit: shardId(0), NewStartingHashKey: String(half / 2n) });
    await waitUntilActive();
    expectEqual("the open shards after a split", await openIds(),
      [shardId(1), shardId(2), shardId(3)]);
    // A moment that is not that of any reshard, to the millisecond.
    await sleep(5);
    between = new Date();
    await sleep(5);
    await putRound(1);
    await kinesis.mergeShards({
      StreamName: stream, ShardToMerge: shardId(3), AdjacentShardToMerge: shardId(1) });
    await waitUntilActive();
    expectEqual("the open shards after a merge", await openIds(), [shardId(2), shardId(4)]);
    const merged = (await shards())[4];
    expectEqual("its parents", [merged.ParentShardId, merged.AdjacentParentShardId],
      [shardId(3), shardId(1)]);
    expectEqual("its hash keys", merged.HashKeyRange,
      { StartingHashKey: String(half / 2n), EndingHashKey: String(2n ** 128n - 1n) });
    await putRound(2);
  }

  async function updateTheShardCount() {
    const answer = await kinesis.updateShardCount({
      StreamName: stream, TargetShardCount: 4, ScalingType: "UNIFORM_SCALING" });
    expectEqual("CurrentShardCount", answer.CurrentShardCount, 2);
    expectEqual("TargetShardCount", answer.TargetShardCount, 4);
    await waitUntilActive();
    await putRound(3);
    const open = await openIds();
    const starts = (await shards()).filter((shard) => open.includes(shard.ShardId))
      .map((shard) => BigInt(shard.HashKeyRange.StartingHashKey));
    expectEqual("where four even shards begin", starts.sort((a, b) => (a < b ? -1 : 1)),
      [0n, 1n, 2n, 3n].map((i) => i * 2n ** 126n));
  }

  async function pageShards() {
    allIds = idsOf(await shards());
    expectEqual("all shards", allIds, allIds.map((_, i) => shardId(i)));
    let page = await kinesis.listShards({ StreamName: stream, MaxResults: 2 });
    let found = idsOf(page.Shards);
    while (page.NextToken) {
      page = await kinesis.listShards({ NextToken: page.NextToken, MaxResults: 2 });
      expect(page.Shards.length <= 2, "a page has at most two shards");
      found.push(...idsOf(page.Shards));
    }
    expectEqual("the shards of all pages", found, allIds);
    found = [];
    let description;
    do {
      description = (await kinesis.describeStream({
        StreamName: stream, Limit: 2, ExclusiveStartShardId: found.at(-1) })).StreamDescription;
      found.push(...idsOf(description.Shards));
    } while (description.HasMoreShards);
    expectEqual("the shards of all descriptions", found, allIds);
  }

  async function filterShards() {
    const cases = [
      ["AFTER_SHARD_ID", { ShardId: shardId(2) }, allIds.slice(3)],
      ["AT_TRIM_HORIZON", {}, [shardId(0), shardId(1)]],
      ["FROM_TRIM_HORIZON", {}, allIds],
      ["AT_LATEST", {}, await openIds()],
      ["AT_TIMESTAMP", { Timestamp: between }, [shardId(1), shardId(2), shardId(3)]],
      ["FROM_TIMESTAMP", { Timestamp: between }, allIds.slice(1)]];
    for (const [type, where, expected] of cases) {
      expectEqual(`the shards ${type}`, idsOf(await shards({
        ShardFilter: { Type: type, ...where } })), expected);
    }
  }

  // To the end of a closed shard, or the tip of an open one: nobody puts.
  async function readShard(shard, records) {
    let page;
    let next = await iterator(kinesis, stream, shard);
    do {
      page = await kinesis.getRecords({ ShardIterator: next, Limit: 7 });
      records.push(...page.Records);
      next = page.NextShardIterator;
    } while (next && (page.Records.length > 0 || page.MillisBehindLatest > 0));
    expect(next || page.ChildShards?.length > 0, `the end of ${shard} names no children`);
    return page.ChildShards ?? [];
  }

  async function readParentsBeforeChildren() {
    const ready = idsOf((await shards()).filter((shard) => shard.ParentShardId === undefined));
    const read = new Set();
    const announced = new Map();
    const records = [];
    while (ready.length > 0) {
      const shard = ready.shift();
      for (const child of await readShard(shard, records)) announced.set(child.ShardId, child);
      read.add(shard);
      for (const [id, child] of announced) {
        if (!child.ParentShards.every((parent) => read.has(parent))) continue;
        announced.delete(id);
        if (!read.has(id)) ready.push(id);
      }
    }
    expectEqual("the shards that were found by their parents", [...read].sort(), allIds);
    expectEachInOrder(records, 4);
    await kinesis.deleteStream({ StreamName: stream });
  }

  return [["split and merge shards", splitAndMerge],
    ["update the shard count", updateTheShardCount], ["page shards", pageShards],
    ["filter shards", filterShards],
    ["read parents before children", readParentsBeforeChildren]];
}
