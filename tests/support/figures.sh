#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Adds up what the tests of a build directory printed of their work, and fails if it is
# less than the least that stands below.
#
#   sh tests/support/figures.sh LOG
#
# LOG is CTest's own, Testing/Temporary/LastTest.log, with the output of every test.
set -eu
awk '
  $2 == "Testing:" { test = $3 }
  test ~ /^canary\./ && $0 == "Test Passed." { ++sum["canaries"] }
  test ~ /^explore\./ && /^explore / {
    ++sum["scenarios"]
    sum["executions"] += $3
    if (/\(all there are\)/) ++sum["complete"]
  }
  test ~ /^mutant\./ && / noticed, / {
    sum["mutants"] += $1
    for (i = 2; i < NF; ++i) if ($(i + 1) ~ /^noticed/) sum["noticed"] += $i
  }
  test ~ /^stress\./ && /^tally:/ {
    for (i = 2; i <= NF; ++i) {
      split($i, pair, "=")
      sum[pair[1]] += pair[2]
      if (test == "stress.accounting") sum["accounting_" pair[1]] += pair[2]
    }
  }
  # figure NAME, LEAST, WORDS: 0 is no limit.
  function figure(name, least, words) {
    printf("%13.0f %s%s\n", sum[name], words, (least > 0 ? sprintf(" (at least %.0f)", least) : ""))
    if (sum[name] < least) {
      printf "%13s of these are too few\n", ""
      missed = 1
    }
  }
  END {
    figure("executions", 1e7, "executions explored")
    figure("scenarios", 50, "scenarios")
    figure("complete", 0, "of them with all executions there are")
    figure("mutants", 300, "orders weakened and operations left out")
    figure("noticed", 0, "of them noticed, the others with a reason")
    figure("put", 1e8, "records put under stress and their fate checked")
    figure("read", 1e8, "records read and compared")
    figure("accounting_trimmed", 1e6, "records that a cursor was overtaken by, each reported")
    figure("pin_attempts", 2e7, "pins against recycling")
    figure("pin_races", 1e4, "of them while a segment was taken out")
    figure("freeze_steps", 1000, "steps at which a thread was frozen")
    figure("freeze_pairs", 10000, "pairs of steps at which two were")
    figure("schedules", 1000, "clock schedules")
    figure("canaries", 10, "canaries that found their fault")
    exit missed
  }' "$1"
