#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Writes a translation unit that holds the example of each of the given headers.
#
#   sh tests/build/header_examples.sh INCLUDE_DIR HEADER... > UNIT
#
# A header's example is the last indented block of its opening comment above the
# four lines that begin with "Threads:"; drawings and lists stand before it. It
# becomes the body of a function in a namespace named after the header, where
# example_names.h has declared what the example takes for granted. " ..." at the
# end of a line stands for what the reader would do. The compiler's messages name
# the header and the line.
set -eu

include_dir=$1
shift

for header; do
  echo "#include \"$header\""
done
echo '#include "example_names.h"'

for header; do
  namespace=$(echo "${header#weir/}" | sed 's/\.h$//; y,/,_,')
  awk -v header="$include_dir/$header" -v namespace="$namespace" '
    # A template, or a class that has one, no function may hold: it stands by itself.
    function print_example(    is_template) {
      sub(/ \.\.\.$/, " {}", text)
      gsub(/ \.\.\.\n/, " {}\n", text)
      is_template = text ~ /^(template|class)/
      print "namespace weir::header_examples::" namespace " {"
      if (!is_template) print "absl::Status Example() {"
      print "#line " first " \"" header "\""
      print text
      # An expression is an example too.
      print ";"
      if (!is_template) print "return absl::OkStatus();\n}"
      print "}  // namespace"
    }
    /^\/\/ Threads:/ { exit }
    /^\/\/   / {
      if (!in_block) { text = ""; first = NR }
      text = text (in_block ? "\n" : "") substr($0, 6)
      in_block = 1
      next
    }
    { in_block = 0 }
    END {
      if (text == "") {
        print "#error " header " has no example"
        exit
      }
      print_example()
    }' "$include_dir/$header"
done
