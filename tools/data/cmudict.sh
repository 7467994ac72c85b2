#!/bin/sh
# Splits a CMU pronouncing dictionary into pairs of words and sounds: OUT/train.tsv, OUT/validation.tsv, OUT/test.tsv.
#   tools/data/cmudict.sh cmudict.dict OUT
# Words of a–z and apostrophes, sorted; of every ten the first is for testing, the second for validation. Stress is
# stripped (AH0 → AH). Alternates, "word(2)", are further references in validation and test, and not trained on.
set -eu
dictionary=$1
out=$2
mkdir -p "$out"
awk '{ sub(/ #.*/, ""); word = $1; alternate = sub(/\([0-9]+\)$/, "", word)
       if (word !~ /^[a-z'"'"']+$/) next
       $1 = ""; sub(/^ /, ""); gsub(/[0-9]/, "")
       print word "\t" alternate "\t" $0 }' "$dictionary" |
  LC_ALL=C sort -t "$(printf '\t')" -k1,1 -k2,2n -s |
  awk -F '\t' -v out="$out" 'BEGIN { index_ = -1 }
       $1 != last { index_++; last = $1 }
       { part = index_ % 10 == 0 ? "test" : index_ % 10 == 1 ? "validation" : "train"
         if (part != "train" || $2 == 0) print $1 "\t" $3 > (out "/" part ".tsv") }'
wc -l "$out"/*.tsv
