#!/bin/sh
# Three answers for a committee, with curl, sort, awk and join:
#     TOKEN=insp_... sh docs/clients/progress.sh 2021-12-31 2022-03-31
# Which forces have overdue recommendations, how the backlog has moved, and what changed between two
# days. SERVICE is the service's address, unless it is the demo's.
set -eu
: "${TOKEN:?TOKEN: a token made in the admin}"
SERVICE="${SERVICE:-http://127.0.0.1:8000}"
SINCE="${1:?the day of last quarter, such as 2021-12-31}"
UNTIL="${2:?the day of this quarter, such as 2022-03-31}"
INDICATOR="${3:-incidents-awaiting-response}"
LC_ALL=C
export LC_ALL

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

ask() { # resource, query: the answer's body; a refusal ends the script with its problem document
    curl --silent --show-error --fail-with-body --header "Authorization: Bearer $TOKEN" \
        "$SERVICE/api/v1/$1/?$2"
}

# The instant to which everything is pinned stands in the header Link, under rel="cite-as".
KNOWN=$(curl --silent --show-error --fail --dump-header - --output "$work/first" \
    --header "Authorization: Bearer $TOKEN" \
    "$SERVICE/api/v1/recommendations/?as_at=$UNTIL&page_size=1" |
    sed -n 's/.*known_at=\([^>&]*\)>; rel="cite-as".*/\1/p')
: "${KNOWN:?the service names no instant to cite}"

echo "Overdue recommendations as at $UNTIL"
ask recommendations "format=csv&overdue=true&fields=force.slug,due_on&as_at=$UNTIL&known_at=$KNOWN" >"$work/overdue"
tr -d '\r' <"$work/overdue" | awk -F, '
    NR > 1 { count[$1]++; if (!oldest[$1] || $2 < oldest[$1]) oldest[$1] = $2 }
    END { for (force in count) print count[force] "," force "," oldest[force] }' |
    sort -t, -k1,1nr -k2,2 |
    awk -F, '{ print "  " $2 ": " $1 ", the oldest since " $3 } END { if (!NR) print "  nothing" }'

echo "How $INDICATOR has moved"
ask readings "format=csv&indicator=$INDICATOR&ordering=period_end&fields=period_end,measure.force.slug,measure.said_by,kind,low,high&as_at=$UNTIL&known_at=$KNOWN" >"$work/readings"
tr -d '\r' <"$work/readings" | awk -F, '
    NR > 1 { print "  " $1 " " $2 " (" $3 "): " $4 " from " ($5 == "" ? "any" : $5) " to " ($6 == "" ? "any" : $6) }
    END { if (NR < 2) print "  nothing" }'

echo "Changed from $SINCE to $UNTIL"
for day in "$SINCE" "$UNTIL"; do
    ask recommendations "format=csv&fields=reference,status,force_status&as_at=$day&known_at=$KNOWN" >"$work/day"
    tr -d '\r' <"$work/day" | sed 1d | sort >"$work/$day"
done
join -t, -a 1 -a 2 -e none -o 0,1.2,1.3,2.2,2.3 "$work/$SINCE" "$work/$UNTIL" | awk -F, '
    $2 != $4 { print "  " $1 ": status " $2 " -> " $4; found = 1 }
    $3 != $5 { print "  " $1 ": force_status " $3 " -> " $5; found = 1 }
    END { if (!found) print "  nothing" }'
echo "Known at $(echo "$KNOWN" | sed 's/%3A/:/g')"
