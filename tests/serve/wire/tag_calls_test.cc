// SPDX-License-Identifier: MIT
#include "serve/wire/support.h"
#include "support/catch.h"

namespace weir {
namespace {

using testing::Converse;
using testing::Exchange;
using Op = KinesisOperation;

TEST_CASE("tags and policies are put, read and taken away", "[serve][tags]") {
  const Exchange exchanges[] = {
      {Op::kCreateStream, R"({"StreamName":"s","ShardCount":1})", ""},
      {Op::kAddTagsToStream, R"({"StreamName":"s","Tags":{"a":"1","b":"2"}})", ""},
      {Op::kListTagsForStream, R"({"StreamName":"s","Limit":1})",
       R"({"Tags":[{"Key":"a","Value":"1"}],"HasMoreTags":true})"},
      {Op::kListTagsForStream,
       R"({"StreamARN":"arn:aws:kinesis:us-east-1:111111111111:stream/s",)"
       R"("ExclusiveStartTagKey":"a"})",
       R"({"Tags":[{"Key":"b","Value":"2"}],"HasMoreTags":false})"},
      {Op::kRemoveTagsFromStream, R"({"StreamName":"s","TagKeys":["a"]})", ""},
      {Op::kTagResource,
       R"({"ResourceARN":"arn:aws:kinesis:us-east-1:111111111111:stream/s",)"
       R"("Tags":{"c":"3"}})",
       ""},
      {Op::kUntagResource,
       R"({"ResourceARN":"arn:aws:kinesis:us-east-1:111111111111:stream/s",)"
       R"("TagKeys":["b"]})",
       ""},
      {Op::kListTagsForResource,
       R"({"ResourceARN":"arn:aws:kinesis:us-east-1:111111111111:stream/s"})",
       R"({"Tags":[{"Key":"c","Value":"3"}]})"},
      {Op::kGetResourcePolicy,
       R"({"ResourceARN":"arn:aws:kinesis:us-east-1:111111111111:stream/s"})",
       R"({"Policy":"{}"})"},
      {Op::kPutResourcePolicy,
       R"({"ResourceARN":"arn:aws:kinesis:us-east-1:111111111111:stream/s",)"
       R"("Policy":"{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",)"
       R"(\"Principal\":\"*\",\"Action\":\"kinesis:GetRecords\",\"Resource\":\"*\"}}"})",
       ""},
      {Op::kGetResourcePolicy,
       R"({"ResourceARN":"arn:aws:kinesis:us-east-1:111111111111:stream/s"})",
       R"({"Policy":"{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",)"
       R"(\"Principal\":\"*\",\"Action\":\"kinesis:GetRecords\",\"Resource\":\"*\"}}"})"},
      {Op::kDeleteResourcePolicy,
       R"({"ResourceARN":"arn:aws:kinesis:us-east-1:111111111111:stream/s"})", ""},
      {Op::kGetResourcePolicy,
       R"({"ResourceARN":"arn:aws:kinesis:us-east-1:111111111111:stream/s"})",
       R"({"Policy":"{}"})"},
  };
  Converse(exchanges);
}

}  // namespace
}  // namespace weir
