// SPDX-License-Identifier: MIT
//
// Records that somebody else puts through another door, and some that are left for them.
import { expect, expectEqual, shardId, utf8 } from "./checking.mjs";
import { eventsOf } from "./fan_out.mjs";
import { createStream } from "./streams.mjs";

export function meetingSteps(kinesis, prefix, neighbour) {
  async function leaveRecords() {
    const stream = `${prefix}-kept`;
    await createStream(kinesis, stream, 2);
    const answer = await kinesis.putRecords({ StreamName: stream, Records:
      Array.from({ length: 256 }, (_, i) => ({
        PartitionKey: `key-${i}`, Data: Uint8Array.from({ length: 256 }, (__, j) => i + j) })) });
    expectEqual("FailedRecordCount", answer.FailedRecordCount, 0);
  }

  // Records "0", "1", … until "end".
  async function receiveFromTheNeighbour() {
    const answer = await kinesis.describeStreamSummary({ StreamName: neighbour });
    const { Consumer } = await kinesis.registerStreamConsumer({
      StreamARN: answer.StreamDescriptionSummary.StreamARN, ConsumerName: "guest" });
    // Whoever stops listening must hang up too, or the SDK keeps the connection.
    const hangUp = new AbortController();
    const subscription = await kinesis.subscribeToShard({
      ConsumerARN: Consumer.ConsumerARN, ShardId: shardId(0),
      StartingPosition: { Type: "TRIM_HORIZON" } }, { abortSignal: hangUp.signal });
    const data = [];
    for await (const event of eventsOf(subscription)) {
      data.push(...event.Records.map((record) => record.Data));
      if (data.length > 0 && Buffer.from(data.at(-1)).equals(utf8("end"))) break;
    }
    hangUp.abort();
    expect(data.length > 100, `the neighbour put only ${data.length} records`);
    expectEqual("what the neighbour put", data,
      [...data.slice(0, -1).map((_, i) => utf8(String(i))), utf8("end")]);
  }

  return [["leave records", leaveRecords],
    ["receive from the neighbour", receiveFromTheNeighbour]];
}
