# SPDX-License-Identifier: MIT
#
# What only shows on the wire: CBOR, requests that no SDK would send, and signatures.
import json
import time

import cbor
from checking import EVERY_BYTE, expect, expect_equal
from kinesis_curl import CBOR

SHARD = "shardId-000000000000"


class Wire:
    def __init__(self, kinesis, limited, prefix):
        self.kinesis = kinesis
        self.limited = limited
        self.stream = f"{prefix}-wire"

    def steps(self):
        return [self.put_and_read_in_cbor, self.refuse_what_cannot_be_read,
                self.refuse_what_is_not_signed, self.refuse_in_the_words_of_aws,
                self.refuse_browsers, self.answer_who_watches]

    def call_in_cbor(self, operation, **members):
        reply = self.kinesis.send(self.kinesis.headers_of(operation, CBOR), cbor.encode(members))
        expect_equal(f"how {operation} is answered, {reply.body[:200]}",
                     (reply.status, reply.headers["content-type"]), (200, CBOR))
        return cbor.decode(reply.body)

    def put_and_read_in_cbor(self):
        self.kinesis.call("CreateStream", StreamName=self.stream, ShardCount=1)
        put = self.call_in_cbor("PutRecord", StreamName=self.stream, PartitionKey="gr\u00fcn",
                                Data=EVERY_BYTE)
        expect_equal("ShardId", put["ShardId"], SHARD)
        position = self.call_in_cbor("GetShardIterator", StreamName=self.stream, ShardId=SHARD,
                                     ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
        page = self.call_in_cbor("GetRecords", ShardIterator=position, Limit=10)
        record, = page["Records"]
        expect_equal("the record in CBOR",
                     (record["Data"], record["PartitionKey"], record["SequenceNumber"]),
                     (EVERY_BYTE, "gr\u00fcn", put["SequenceNumber"]))
        # In milliseconds; AWS's SDK for Java sends them with the tag of a time.
        millis = record["ApproximateArrivalTimestamp"]
        expect(abs(millis / 1000 - time.time()) < 60, f"{millis} is the time")
        for past, count in ((0, 1), (1, 0)):
            position = self.call_in_cbor("GetShardIterator", StreamName=self.stream,
                                         ShardId=SHARD, ShardIteratorType="AT_TIMESTAMP",
                                         Timestamp=cbor.Time(millis + past))["ShardIterator"]
            page = self.call_in_cbor("GetRecords", ShardIterator=position)
            expect_equal(f"how many records are {past} ms behind it", len(page["Records"]), count)
        reply = self.kinesis.send(self.kinesis.headers_of("DescribeStream", CBOR),
                                  cbor.encode({"StreamName": "nobodys"}))
        expect_equal("an error in CBOR", (reply.status, cbor.decode(reply.body)),
                     (400, {"__type": "ResourceNotFoundException", "message":
                            "Stream nobodys under account 000000000000 not found."}))

    def refuse_what_cannot_be_read(self):
        refuse = self.kinesis.expect_error
        for body in (b"{", b'{"StreamName":"a"', b"[1,2]", b"\xff\xfe"):
            refuse("SerializationException", None, "DescribeStream", body)
        reply = self.kinesis.send(self.kinesis.headers_of("DescribeStream"), b'{"StreamName":5}')
        expect_equal("a number for a text", (reply.status, json.loads(reply.body)["__type"]),
                     (400, "SerializationException"))
        refuse("UnknownOperationException", None, "DrainStream", {"StreamName": "a"})

    def refuse_what_is_not_signed(self):
        refuse = self.kinesis.expect_error
        refuse("MissingAuthenticationTokenException", "Missing Authentication Token",
               "ListStreams", {}, secret="")
        refuse("InvalidSignatureException",
               "The request signature we calculated does not match the signature you provided. "
               "Check your AWS Secret Access Key and signing method. Consult the service "
               "documentation for details.", "ListStreams", {}, secret="somebody/elses")
        if self.limited:
            # That one looks at the form alone.
            self.limited.expect_error("MissingAuthenticationTokenException",
                                      "Missing Authentication Token", "ListStreams", {}, secret="")
            reply = self.limited.send(self.limited.headers_of("ListStreams"), b"{}", secret="any")
            expect_equal("the status with any signature", reply.status, 200)

    def refuse_in_the_words_of_aws(self):
        refuse = self.kinesis.expect_error
        place = f"{self.stream} under account 000000000000"
        refuse("ResourceNotFoundException",
               "Stream nobodys under account 000000000000 not found.", "DescribeStream",
               {"StreamName": "nobodys"})
        refuse("ResourceInUseException", f"Stream {place} already exists.", "CreateStream",
               {"StreamName": self.stream, "ShardCount": 1})
        refuse("InvalidArgumentException", "Invalid ShardIterator.", "GetRecords",
               {"ShardIterator": "AAAAAAAAAAE="})
        refuse("ValidationException",
               "1 validation error detected: Value null at 'shardIterator' failed to satisfy "
               "constraint: Member must not be null", "GetRecords", {})
        refuse("ValidationException",
               "1 validation error detected: Value '10001' at 'limit' failed to satisfy "
               "constraint: Member must have value less than or equal to 10000", "GetRecords",
               {"ShardIterator": "AAAAAAAAAAE=", "Limit": 10001})
        self.kinesis.call("DeleteStream", StreamName=self.stream)

    def refuse_browsers(self):
        headers = {**self.kinesis.headers_of("ListStreams"), "Origin": "https://example.com"}
        expect_equal("the status for a web page", self.kinesis.send(headers, b"{}").status, 403)
        if self.limited:
            headers = {**self.limited.headers_of("ListStreams"), "Host": "rebound.example.com"}
            expect_equal("the status for another name", self.limited.send(headers, b"{}").status,
                         403)

    def answer_who_watches(self):
        for path, text in (("/health", b"ok\n"), ("/ready", b"ok\n")):
            reply = self.kinesis.get(path)
            expect_equal(path, (reply.status, reply.body), (200, text))
        reply = self.kinesis.get("/metrics")
        expect_equal("the type of /metrics", reply.headers["content-type"],
                     "text/plain; version=0.0.4; charset=utf-8")
        expect(b'weir_http_requests_total{operation="PutRecord"' in reply.body,
               "/metrics speaks of PutRecord")
