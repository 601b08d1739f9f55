#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
#
# Prints tests/serve/signed_requests.h: requests as botocore signs them. Run it where botocore
# is installed, and with nothing but the interpreter otherwise:
#
#   python3 tests/serve/make_signed_requests.py > tests/serve/signed_requests.h
import datetime
import hashlib
import sys

from botocore import auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

NOW = datetime.datetime(2015, 8, 30, 12, 36, 0)
if not hasattr(auth, "get_current_datetime"):
    sys.exit("this botocore asks for the time in another way")
auth.get_current_datetime = lambda *_, **__: NOW

PLAIN = Credentials("AKIDEXAMPLEEXAMPLE01", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
TEMPORARY = Credentials("ASIDEXAMPLEEXAMPLE02", "anotherSecret/WithA+Sign", "AQoDYXdzEPT//////w==")
JSON = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "Kinesis_20131202.PutRecord"}
PUT = b'{"StreamName":"clicks","PartitionKey":"user-7","Data":"Y2xpY2s="}'
HOST = "localhost:4567"

HEAD = """// SPDX-License-Identifier: MIT
//
// Requests as botocore signs them, at 2015-08-30 12:36:00 UTC for us-east-1 and kinesis.
// Printed by make_signed_requests.py.
#pragma once

#include <string>
#include <vector>

#include "serve/http/http_message.h"

namespace weir::testing {
"""


def literal(text):
    escaped = ""
    for byte in text if isinstance(text, bytes) else text.encode():
        char = chr(byte)
        escaped += f"\\{byte:03o}" if byte < 32 or byte > 126 else "\\" * (char in '\\"') + char
    pieces, rest = [], escaped
    while len(rest) > 72:
        end = 72
        # An escape is not divided.
        while "\\" in rest[end - 3:end]:
            end -= 1
        pieces.append(rest[:end])
        rest = rest[end:]
    pieces.append(rest)
    return "\n".join(f'"{piece}"' for piece in pieces)


class AuthoritySigner(auth.SigV4Auth):
    """Signs the host as clients of HTTP/2 do, which botocore is none of."""

    def headers_to_sign(self, request):
        headers = super().headers_to_sign(request)
        del headers["host"]
        headers[":authority"] = HOST
        return headers


def show(name, comment, credentials, target="/", method="POST", headers=None, body=b"", query=False,
         plain_signer=auth.SigV4Auth):
    request = AWSRequest(method=method, url=f"http://{HOST}{target}", data=body)
    for key, value in headers or []:
        request.headers.add_header(key, value)
    signer = auth.SigV4QueryAuth if query else plain_signer
    options = {"expires": 600} if query else {}
    signer(credentials, "kinesis", "us-east-1", **options).add_auth(request)
    lines = [("host", HOST)] + [(key.lower(), value) for key, value in request.headers.items()]
    print(f"\n// {comment}")
    print(f"inline serve_internal::HttpRequest {name}() {{")
    print(f"  return {{.method = {literal(method)},")
    print(f"  .target = {literal(request.url[len('http://' + HOST):])},")
    print("  .headers = {")
    for key, value in lines:
        print(f"    {{{literal(key)}, {literal(value)}}},")
    print("  },")
    print(f"  .body = std::string({literal(body)}, {len(body)})}};")
    print("}")


print(HEAD, end="")
show("SignedPut", "A put, as SDKs sign it.", PLAIN, headers=list(JSON.items()), body=PUT)
show("SignedWithToken", "With temporary credentials.", TEMPORARY, headers=list(JSON.items()), body=PUT)
show("SignedWithDate", "With a Date header and no X-Amz-Date.", PLAIN,
     headers=[*JSON.items(), ("Date", "replaced")], body=PUT)
BYTES = bytes([0xA1, 0x00, 0xFF, 0x22, 0x5C, 0x0A])
show("SignedBytes", "A body that is no text, and its hash in a header.", PLAIN,
     headers=[("Content-Type", "application/x-amz-cbor-1.1"), ("X-Amz-Target", JSON["X-Amz-Target"]),
              ("X-Amz-Content-SHA256", hashlib.sha256(BYTES).hexdigest())], body=BYTES)
show("SignedHeadersInAnyForm", "Headers with blanks in them, and two of one name.", PLAIN,
     headers=[*JSON.items(), ("My-Header1", "a   b  \t c"), ("My-Header2", '"d  e"'),
              ("Another", "2"), ("Another", "1")], body=PUT)
show("SignedPath", "A path that is not in its shortest form.", PLAIN, method="GET",
     target="/./x/..//a%20b/~c:d/")
show("SignedQuery", "A query in an order that is not canonical.", PLAIN, method="GET",
     target="/?b=2&a=1&a=0&A=x%20y&empty=&-._~=%2F")
show("Presigned", "Signed in its query, for ten minutes.", PLAIN, target="/?Action=ListStreams",
     headers=[("X-Amz-Target", "Kinesis_20131202.ListStreams")], query=True)
show("PresignedWithToken", "The same with temporary credentials.", TEMPORARY, query=True)
show("SignedAuthority", "Over HTTP/2, where the host is :authority.", PLAIN,
     headers=list(JSON.items()), body=PUT, plain_signer=AuthoritySigner)
print("\n}  // namespace weir::testing")
