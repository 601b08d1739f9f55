# SPDX-License-Identifier: MIT
#
# Reads what `llvm-cov show -show-branches=count -show-instantiations=false` prints.
# Variables: root, the source tree; lines_limit and branches_limit, in percent.
#
# A line or branch is covered if any instantiation of its template covers it.

function percent(part, whole) {  # Rounded down, lest it look like the limit.
  return whole == 0 ? "    -  " : sprintf("%5.1f %%", int(1000 * part / whole) / 10)
}

function missed(what) { misses[++miss_count] = file ":" what }

# Both ends of each branch of the line that has just ended.
function close_line(    i, at) {
  for (i = 1; i <= column_count; ++i) {
    at = columns[i]
    branches += 2
    branches_run += taken[at, "True"] + taken[at, "False"]
    if (!taken[at, "True"]) missed(at ": never true")
    if (!taken[at, "False"]) missed(at ": never false")
  }
  column_count = 0
  split("", seen)
  split("", taken)
}

function close_file() {
  close_line()
  if (lines == 0) return
  table[++file_count] = sprintf("%s %9s  %s %9s  %s", percent(lines_run, lines),
                                (lines_run + 0) "/" lines, percent(branches_run, branches),
                                (branches_run + 0) "/" (branches + 0), file)
  all_lines += lines
  all_lines_run += lines_run
  all_branches += branches
  all_branches_run += branches_run
  lines = lines_run = branches = branches_run = in_check = 0
}

/^\/.*:$/ {
  close_file()
  file = substr($0, length(root) + 2, length($0) - length(root) - 2)
  is_engine = index($0, root "/include/weir/") == 1 || index($0, root "/src/") == 1
  next
}

!is_engine { next }

# A line of source: its number, how often it was run, if it is code, and its text.
/^ *[0-9]+\|/ {
  close_line()
  split($0, part, "|")
  line = part[1] + 0
  count = part[2]
  gsub(/ /, "", count)
  if (count != "") {
    ++lines
    if (count == "0") missed(line ": never run")
    else ++lines_run
  }
  text = substr($0, length(part[1]) + length(part[2]) + 3)
  # From a WEIR_CHECK to the end of its statement.
  if (!in_check) check_column = 0
  if (match(text, /WEIR_CHECK\(/) && text !~ /^ *(\/\/|#)/) {
    in_check = 1
    check_column = RSTART
  } else if (in_check) {
    check_column = 1
  }
  if (text ~ /\); *$/ || text ~ /\); *\/\//) in_check = 0
  next
}

/Branch \([0-9]+:[0-9]+\): \[/ && !/Folded/ {
  at = $0
  sub(/^[^(]*\(/, "", at)
  sub(/\).*/, "", at)
  split(at, place, ":")
  if (check_column > 0 && place[2] + 0 > check_column) next
  if (!(at in seen)) {
    seen[at] = 1
    columns[++column_count] = at
  }
  if ($0 !~ /True: 0[,\]]/) taken[at, "True"] = 1
  if ($0 !~ /False: 0[,\]]/) taken[at, "False"] = 1
}

END {
  close_file()
  print "What the unit tests that start no threads run of the engine, include/weir and src."
  print "Not counted: branches of WEIR_CHECK, as no test that passes can take the failing side."
  print ""
  print "           lines           branches  file"
  for (i = 1; i <= file_count; ++i) print table[i]
  if (miss_count > 0) print "\nNever run, or run with one outcome only:"
  for (i = 1; i <= miss_count; ++i) print "  " misses[i]
  print ""
  lines_share = percent(all_lines_run, all_lines)
  branches_share = percent(all_branches_run, all_branches)
  gsub(/^ +/, "", lines_share)
  gsub(/^ +/, "", branches_share)
  printf "coverage: lines %s (limit %d), branches %s (limit %d)\n", lines_share, lines_limit,
         branches_share, branches_limit
  if (all_lines == 0 || all_branches == 0) exit 1
  exit 100 * all_lines_run < lines_limit * all_lines || \
       100 * all_branches_run < branches_limit * all_branches
}
