// SPDX-License-Identifier: MIT
//
// Records that are put, and read from wherever one may begin.
import { everyByte, expect, expectEqual, shardId, sleep, utf8 } from "./checking.mjs";
import { createStream } from "./streams.mjs";

export async function iterator(kinesis, stream, shard, type = "TRIM_HORIZON", where = {}) {
  const answer = await kinesis.getShardIterator({
    StreamName: stream, ShardId: shard, ShardIteratorType: type, ...where });
  return answer.ShardIterator;
}

export function readingSteps(kinesis, prefix) {
  const stream = `${prefix}-reading`;
  const numbers = [];
  let records;

  const position = (type, where) => iterator(kinesis, stream, shardId(0), type, where);
  const read = async (from) => (await kinesis.getRecords({ ShardIterator: await from })).Records;
  const numbersOf = (list) => list.map((record) => record.SequenceNumber);

  async function putEveryByte() {
    await createStream(kinesis, stream, 1);
    const first = await kinesis.putRecord({
      StreamName: stream, PartitionKey: "grün ✓", Data: everyByte });
    expectEqual("the first record's shard", first.ShardId, shardId(0));
    // Behind the first, by the milliseconds that AT_TIMESTAMP knows.
    await sleep(5);
    const answer = await kinesis.putRecords({ StreamName: stream, Records:
      Array.from({ length: 9 }, (_, i) => ({
        PartitionKey: `key-${i}`, Data: new Uint8Array(i).fill(i),
        ExplicitHashKey: String(2n ** 128n - 1n - BigInt(i)) })) });
    expectEqual("FailedRecordCount", answer.FailedRecordCount, 0);
    numbers.push(first.SequenceNumber, ...numbersOf(answer.Records));
    records = await read(position());
    expectEqual("the keys that were read", records.map((record) => record.PartitionKey),
      ["grün ✓", ...Array.from({ length: 9 }, (_, i) => `key-${i}`)]);
    expectEqual("the data that was read", records.map((record) => record.Data),
      [everyByte, ...Array.from({ length: 9 }, (_, i) => new Uint8Array(i).fill(i))]);
    expectEqual("the numbers that were read", numbersOf(records), numbers);
  }

  async function readFromEveryPosition() {
    const third = { StartingSequenceNumber: numbers[2] };
    const tip = await position("LATEST");
    const cases = [
      ["TRIM_HORIZON", {}, numbers],
      ["AT_SEQUENCE_NUMBER", third, numbers.slice(2)],
      ["AFTER_SEQUENCE_NUMBER", third, numbers.slice(3)],
      ["AT_TIMESTAMP", { Timestamp: records[1].ApproximateArrivalTimestamp }, numbers.slice(1)],
      ["LATEST", {}, []]];
    for (const [type, where, expected] of cases) {
      expectEqual(`what is read from ${type}`, numbersOf(await read(position(type, where))),
        expected);
    }
    const late = await kinesis.putRecord({
      StreamName: stream, PartitionKey: "late", Data: utf8("late") });
    expectEqual("what is read from the LATEST of before", numbersOf(await read(tip)),
      [late.SequenceNumber]);
    numbers.push(late.SequenceNumber);
  }

  async function readByPages() {
    // What is behind the tip is so by some milliseconds.
    await sleep(5);
    const sizes = [];
    const found = [];
    let next = await position();
    while (found.length < numbers.length) {
      const page = await kinesis.getRecords({ ShardIterator: next, Limit: 4 });
      sizes.push(page.Records.length);
      found.push(...numbersOf(page.Records));
      expectEqual(`whether ${page.MillisBehindLatest} ms are the tip, after ${found.length}`,
        page.MillisBehindLatest === 0, found.length === numbers.length);
      next = page.NextShardIterator;
    }
    expectEqual("the sizes of the pages", sizes, [4, 4, 3]);
    expectEqual("the numbers of all pages", found, numbers);
    const page = await kinesis.getRecords({ ShardIterator: next });
    expectEqual("what is read at the tip", page.Records, []);
    expect(page.NextShardIterator, "an open shard goes on");
    await kinesis.deleteStream({ StreamName: stream });
  }

  return [["put every byte", putEveryByte],
    ["read from every position", readFromEveryPosition], ["read by pages", readByPages]];
}
