// SPDX-License-Identifier: MIT
//
// Consumers that are registered, and to which shards push their records.
import { paginateListStreamConsumers } from "@aws-sdk/client-kinesis";
import { expect, expectEqual, expectError, shardId, sleep, utf8 } from "./checking.mjs";
import { createStream } from "./streams.mjs";

export async function* eventsOf(subscription) {
  for await (const { SubscribeToShardEvent: event } of subscription.EventStream) {
    expect(event, "every message is an event, or an error that is thrown");
    yield event;
  }
}

export function fanOutSteps(kinesis, prefix) {
  const stream = `${prefix}-fan-out`;
  const names = ["consumer-0", "consumer-1", "consumer-2"];
  const arns = [];
  const numbers = [];
  let streamArn;
  let firstEvents;

  const subscribe = (arn, shard, type, where = {}) => kinesis.subscribeToShard({
    ConsumerARN: arn, ShardId: shard, StartingPosition: { Type: type, ...where } });

  async function put(data, explicitHashKey = "0") {
    const answer = await kinesis.putRecord({
      StreamName: stream, PartitionKey: "key", Data: data, ExplicitHashKey: explicitHashKey });
    return answer.SequenceNumber;
  }

  async function register() {
    streamArn = await createStream(kinesis, stream, 2);
    for (const name of names) {
      const { Consumer } = await kinesis.registerStreamConsumer({
        StreamARN: streamArn, ConsumerName: name });
      arns.push(Consumer.ConsumerARN);
      const byArn = await kinesis.describeStreamConsumer({ ConsumerARN: Consumer.ConsumerARN });
      const byName = await kinesis.describeStreamConsumer({
        StreamARN: streamArn, ConsumerName: name });
      expectEqual("a consumer, by name and by ARN", byName.ConsumerDescription,
        byArn.ConsumerDescription);
      expectEqual("ConsumerStatus", byArn.ConsumerDescription.ConsumerStatus, "ACTIVE");
    }
    const pages = [];
    for await (const page of paginateListStreamConsumers(
      { client: kinesis, pageSize: 2 }, { StreamARN: streamArn })) {
      pages.push(page.Consumers);
    }
    expectEqual("the sizes of the pages", pages.map((page) => page.length), [2, 1]);
    expectEqual("the listed consumers",
      pages.flat().map((consumer) => consumer.ConsumerARN).sort(), arns.toSorted());
  }

  async function receiveWhileOthersPut() {
    const data = Array.from({ length: 60 }, (_, i) => utf8(`${i} `.repeat(1 + i * 37)));
    for (const piece of data.slice(0, 10)) numbers.push(await put(piece));
    firstEvents = eventsOf(await subscribe(arns[0], shardId(0), "TRIM_HORIZON"));
    // Within five seconds.
    await expectError("ResourceInUseException",
      "Another active subscription exists for this consumer",
      () => subscribe(arns[0], shardId(0), "LATEST"));
    const putting = (async () => {
      for (const piece of data.slice(10)) numbers.push(await put(piece));
    })();
    const records = [];
    while (records.length < data.length) {
      const { value: event } = await firstEvents.next();
      records.push(...event.Records);
      expect(BigInt(event.ContinuationSequenceNumber) > 0n, "an event says where to go on");
      expect(event.MillisBehindLatest >= 0, "an event says how late it is");
    }
    await putting;
    expectEqual("the data of the events", records.map((record) => record.Data), data);
    expectEqual("the numbers of the events", records.map((record) => record.SequenceNumber),
      numbers);
  }

  function expectEnd(events) {
    const children = events.flatMap((event) => event.ChildShards ?? []);
    expectEqual("the children at the end",
      children.map((child) => [child.ShardId, child.ParentShards]),
      [[shardId(2), [shardId(0)]], [shardId(3), [shardId(0)]]]);
    expectEqual("where to go on after the end", events.at(-1).ContinuationSequenceNumber,
      undefined);
  }

  async function receiveToTheEnd() {
    await kinesis.splitShard({
      StreamName: stream, ShardToSplit: shardId(0), NewStartingHashKey: String(2n ** 126n) });
    const ending = [];
    for await (const event of firstEvents) ending.push(event);
    expectEnd(ending);
    // Somebody else, who begins in the midst.
    const events = [];
    for await (const event of eventsOf(await subscribe(arns[1], shardId(0),
      "AFTER_SEQUENCE_NUMBER", { SequenceNumber: numbers[49] }))) {
      events.push(event);
    }
    expectEqual("the numbers after a number",
      events.flatMap((event) => event.Records.map((record) => record.SequenceNumber)),
      numbers.slice(50));
    expectEnd(events);
  }

  // All events, until an error ends them.
  async function drain(events) {
    const all = [];
    for await (const event of events) all.push(event);
    return all;
  }

  async function haveItTakenOver() {
    const old = eventsOf(await subscribe(arns[0], shardId(1), "LATEST"));
    await sleep(5100);
    const taken = eventsOf(await subscribe(arns[0], shardId(1), "LATEST"));
    await expectError("ResourceInUseException", "", () => drain(old));
    const number = await put(utf8("for the new one"), String(2n ** 128n - 1n));
    const records = [];
    for await (const event of taken) {
      records.push(...event.Records);
      if (records.length > 0) break;
    }
    expectEqual("what the new one has", records.map((record) => record.SequenceNumber), [number]);
  }

  async function deregister() {
    const events = eventsOf(await subscribe(arns[2], shardId(1), "TRIM_HORIZON"));
    await kinesis.deregisterStreamConsumer({ ConsumerARN: arns[2] });
    await expectError("ResourceNotFoundException", "", () => drain(events));
    for (const name of names.slice(0, 2)) {
      await kinesis.deregisterStreamConsumer({ StreamARN: streamArn, ConsumerName: name });
    }
    const left = await kinesis.listStreamConsumers({ StreamARN: streamArn });
    expectEqual("the consumers that are left", left.Consumers, []);
    await kinesis.deleteStream({ StreamName: stream });
  }

  return [["register consumers", register], ["receive while others put", receiveWhileOthersPut],
    ["receive to the end", receiveToTheEnd],
    ["have a subscription taken over", haveItTakenOver],
    ["deregister consumers", deregister]];
}
