// SPDX-License-Identifier: MIT
//
// AWS's SDK for JavaScript against an endpoint: every step of a stream's life, each answer
// compared with what was asked. Ends with the first that is wrong.
//
//   node run.mjs --url http://127.0.0.1:4567 [--http1]
//
// It speaks HTTP/2, as the SDK does of its own accord, or with --http1 HTTP/1.1.
import { parseArgs } from "node:util";
import { Kinesis } from "@aws-sdk/client-kinesis";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { expectEqual, runSteps } from "./checking.mjs";
import { errorSteps } from "./errors.mjs";
import { fanOutSteps } from "./fan_out.mjs";
import { meetingSteps } from "./meeting.mjs";
import { readingSteps } from "./reading.mjs";
import { reshardingSteps } from "./resharding.mjs";
import { settingSteps } from "./settings.mjs";
import { streamSteps } from "./streams.mjs";
import { throttlingSteps } from "./throttling.mjs";

const { values: options } = parseArgs({ options: {
  "url": { type: "string" },                          // Of an endpoint without limits.
  "limited-url": { type: "string" },                  // Of one with the limits that AWS has.
  "prefix": { type: "string", default: "clients" },   // Of the names of all streams.
  "neighbour": { type: "string" },                    // A stream that somebody else puts into.
  "http1": { type: "boolean", default: false },
} });

function clientOf(endpoint) {
  return new Kinesis({ endpoint, ...(options.http1 && { requestHandler: new NodeHttpHandler() }) });
}

const kinesis = clientOf(options.url);
const limited = options["limited-url"] && clientOf(options["limited-url"]);
try {
  expectEqual("the protocol", kinesis.config.requestHandler.metadata?.handlerProtocol,
    options.http1 ? "http/1.1" : "h2");
  const prefix = `${options.prefix}-js`;
  for (const part of [streamSteps, readingSteps, reshardingSteps, fanOutSteps, settingSteps,
    errorSteps]) {
    await runSteps(part(kinesis, prefix));
  }
  if (limited) await runSteps(throttlingSteps(limited, prefix));
  if (options.neighbour) {
    await runSteps(meetingSteps(kinesis, options.prefix, options.neighbour));
  }
} catch (error) {
  console.error(`wrong: ${error.stack}`);
  // At once: a subscription that nobody hung up would keep node waiting.
  process.exit(1);
}
kinesis.destroy();
limited?.destroy();
