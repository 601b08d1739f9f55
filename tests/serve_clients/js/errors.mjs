// SPDX-License-Identifier: MIT
//
// What is refused, with AWS's exceptions and AWS's words.
import {
  InvalidArgumentException, ResourceInUseException, ResourceNotFoundException,
} from "@aws-sdk/client-kinesis";
import { expect, expectEqual, expectError, shardId } from "./checking.mjs";
import { createStream } from "./streams.mjs";

export function errorSteps(kinesis, prefix) {
  const stream = `${prefix}-errors`;
  const place = `in stream ${stream} under account 000000000000`;

  async function refuse(type, message, call) {
    const error = await expectError(type.name, message, call);
    expect(error instanceof type, `${type.name} is an error of its own class`);
    expectEqual("its message", error.message, message);
    expectEqual("its status", error.$metadata.httpStatusCode, 400);
    expect(/^[0-9a-f-]{36}$/.test(error.$metadata.requestId), "it names its request");
  }

  async function refuseWhatIsNotThere() {
    await createStream(kinesis, stream, 1);
    await refuse(ResourceNotFoundException,
      "Stream nobodys under account 000000000000 not found.",
      () => kinesis.describeStream({ StreamName: "nobodys" }));
    await refuse(ResourceNotFoundException, `Shard ${shardId(9)} ${place} does not exist`,
      () => kinesis.getShardIterator({
        StreamName: stream, ShardId: shardId(9), ShardIteratorType: "LATEST" }));
  }

  async function refuseWhatIsInUse() {
    await refuse(ResourceInUseException,
      `Stream ${stream} under account 000000000000 already exists.`,
      () => kinesis.createStream({ StreamName: stream, ShardCount: 1 }));
  }

  async function refuseWrongArguments() {
    await refuse(InvalidArgumentException, "Invalid ShardIterator.",
      () => kinesis.getRecords({ ShardIterator: "AAAAAAAAAAE=" }));
    await refuse(InvalidArgumentException,
      "NextToken and StreamName cannot be provided together.",
      () => kinesis.listShards({ StreamName: stream, NextToken: "AAAAAAAAAAE=" }));
  }

  async function refuseWhatBreaksAConstraint() {
    const error = await expectError("ValidationException", "", () => kinesis.getShardIterator({
      StreamName: stream, ShardId: shardId(0), ShardIteratorType: "NEXT" }));
    expectEqual("what is invalid", error.message,
      "1 validation error detected: Value 'NEXT' at 'shardIteratorType' failed to satisfy " +
      "constraint: Member must satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, " +
      "AT_TIMESTAMP, AT_SEQUENCE_NUMBER, TRIM_HORIZON]");
    const two = await expectError("ValidationException", "",
      () => kinesis.createStream({ StreamName: "a b", ShardCount: 0 }));
    expectEqual("what is invalid", two.message,
      "2 validation errors detected: Value '0' at 'shardCount' failed to satisfy constraint: " +
      "Member must have value greater than or equal to 1; Value 'a b' at 'streamName' failed " +
      "to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+");
    await kinesis.deleteStream({ StreamName: stream });
  }

  return [["refuse what is not there", refuseWhatIsNotThere],
    ["refuse what is in use", refuseWhatIsInUse], ["refuse wrong arguments", refuseWrongArguments],
    ["refuse what breaks a constraint", refuseWhatBreaksAConstraint]];
}
