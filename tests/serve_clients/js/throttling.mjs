// SPDX-License-Identifier: MIT
//
// More than a shard takes in a second: PutRecords that fail in part, and putting again what
// failed until all is in.
import { expect, expectEqual, shardId, sleep, utf8 } from "./checking.mjs";
import { iterator } from "./reading.mjs";
import { createStream } from "./streams.mjs";

export function throttlingSteps(kinesis, prefix) {
  const stream = `${prefix}-throttling`;
  // By key.
  const taken = new Map();

  async function waitForAStream() {
    await createStream(kinesis, stream, 1);
  }

  // Those that failed.
  async function put(records) {
    const answer = await kinesis.putRecords({ StreamName: stream, Records: records });
    expectEqual("how many answers there are", answer.Records.length, records.length);
    const failed = records.filter((record, i) => {
      const result = answer.Records[i];
      if (result.ErrorCode === undefined) {
        expectEqual("ShardId", result.ShardId, shardId(0));
        taken.set(record.PartitionKey, [result.SequenceNumber, record.Data]);
        return false;
      }
      expectEqual("ErrorCode", result.ErrorCode, "ProvisionedThroughputExceededException");
      expectEqual("ErrorMessage", result.ErrorMessage,
        `Rate exceeded for shard ${shardId(0)} in stream ${stream} under account 000000000000.`);
      return true;
    });
    expectEqual("FailedRecordCount", answer.FailedRecordCount, failed.length);
    return failed;
  }

  // One batch after the other until some fail, and then those until none does.
  async function putUntilAllAreIn(batches) {
    let failed = [];
    for (const batch of batches) {
      if (failed.length === 0) failed = await put(batch);
    }
    expect(failed.length > 0, `of ${batches.flat().length} records at once, none failed`);
    expect(taken.size > 0, "the first record failed");
    for (let round = 0; failed.length > 0; ++round) {
      expect(round < 50, `after ${round} rounds ${failed.length} have not got in`);
      await sleep(200);
      failed = [...await put(failed.slice(0, 500)), ...failed.slice(500)];
    }
  }

  async function putTooManyRecords() {
    await putUntilAllAreIn(Array.from({ length: 20 }, (_, i) =>
      Array.from({ length: 500 }, (__, j) => ({
        PartitionKey: `record-${i}-${j}`, Data: utf8(`${i}/${j}`) }))));
  }

  async function putTooManyBytes() {
    await putUntilAllAreIn([Array.from({ length: 4 }, (_, i) => ({
      PartitionKey: `large-${i}`,
      Data: Uint8Array.from({ length: 400_000 }, (__, j) => i + j) }))]);
  }

  async function readWhatWasPutAgain() {
    const read = new Set();
    let next = await iterator(kinesis, stream, shardId(0));
    while (read.size < taken.size) {
      const page = await kinesis.getRecords({ ShardIterator: next });
      expect(page.Records.length > 0 || page.MillisBehindLatest > 0,
        `of ${taken.size} records, ${read.size} are there`);
      for (const record of page.Records) {
        expect(!read.has(record.PartitionKey), `${record.PartitionKey} came twice`);
        read.add(record.PartitionKey);
        expectEqual(`what was read of ${record.PartitionKey}`,
          [record.SequenceNumber, record.Data], taken.get(record.PartitionKey));
      }
      next = page.NextShardIterator;
    }
    await kinesis.deleteStream({ StreamName: stream });
  }

  return [["wait for a stream", waitForAStream], ["put too many records", putTooManyRecords],
    ["put too many bytes", putTooManyBytes], ["read what was put again", readWhatWasPutAgain]];
}
