// SPDX-License-Identifier: MIT
//
// How a client says what is wrong, and what it puts.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

export { sleep };

export const everyByte = Uint8Array.from({ length: 256 }, (_, i) => i);
export const half = 2n ** 127n;
export const shardId = (number) => `shardId-${String(number).padStart(12, "0")}`;
export const utf8 = (text) => Buffer.from(text);

export function expect(condition, message) {
  assert.ok(condition, message);
}

// Bytes are compared as such, whatever kind of array they are in.
export function expectEqual(what, actual, expected) {
  const plain = (value) => (value instanceof Uint8Array ? Buffer.from(value).toString("hex") :
    Array.isArray(value) ? value.map(plain) : value);
  try {
    assert.deepEqual(plain(actual), plain(expected));
  } catch (error) {
    throw new Error(`${what}: ${error.message}`);
  }
}

// The error that `call` must end with, which must be called `name`; `message` is its text, or
// a part of it.
export async function expectError(name, message, call) {
  let result;
  try {
    result = await call();
  } catch (error) {
    expectEqual(`the name of the error (${error.message})`, error.name, name);
    expect(error.message.includes(message), `${name} says "${error.message}", not "${message}"`);
    return error;
  }
  throw new Error(`${name} was to come, and this came: ${JSON.stringify(result)}`);
}

export async function runSteps(steps) {
  for (const [name, step] of steps) {
    const begun = performance.now();
    await step();
    console.log(`${name}: ${((performance.now() - begun) / 1000).toFixed(2)} s`);
  }
}

// What the resharded streams take: a record in each round and of each key.
const keys = Array.from({ length: 16 }, (_, i) => `key-${i}`);

export function numberedRecords(round) {
  return keys.map((key) => ({ PartitionKey: key, Data: utf8(`${key}/${round}`) }));
}

// Of each key, the records of all rounds come in order, and there are no others.
export function expectEachInOrder(records, rounds) {
  expectEqual("how many records were read", records.length, rounds * keys.length);
  for (const key of keys) {
    const data = records.filter((record) => record.PartitionKey === key)
      .map((record) => Buffer.from(record.Data).toString());
    expectEqual(`what was read of ${key}`, data,
      Array.from({ length: rounds }, (_, i) => `${key}/${i}`));
  }
}
