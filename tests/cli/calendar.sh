# A year's notice: what was provisional is reckoned anew, nothing else; figures, log and a rebuild agree.
. "$SRC/tests/lib/sh.sh"
. "$SRC/tests/lib/city.sh"
demo_city d
at='2026-12-30 10:00'
zt enter d request title=Year body=end channel=hotline topic=utilities --as rx1 --now "$at" --json
n=$(value number)
zt show d "request/$n" --now "$at" --json
cp .out before.json
contains '"provisional":true'
received() { figure d request.received --on 2026-12-31 --now "$at"; }
was=$(received)
zt bulletin d request --on 2022-08-22 --now "$at"
cp .out bulletin.before
cat >2027.yaml <<'END'
year: 2027
source: "a notice made up for this test"
off:
  - {day: 2027-01-01, name: 元旦}
  - {day: 2027-01-02, name: 元旦}
  - {day: 2027-01-03, name: 元旦}
work: []
END
zt calendar import d 2027.yaml --now "$at"
zt show d "request/$n" --now "$at" --json
cp .out after
lacks '"provisional":true'
contains '"reckon"'
fails_same() { ! cmp -s before.json .out; }
holds 'dates moved' fails_same
is "$(received)" "$was" 'the figure as before'
zt bulletin d request --on 2022-08-22 --now "$at"
same .out bulletin.before
zt verify d --now "$at"
zt rebuild d --now "$at"
zt verify d --quick --now "$at"
zt due d 2026-12-31 '1 workday' --now "$at"
contains '2027-01-04 24:00'
lacks 暂定
# again: nothing is left
zt calendar import d 2027.yaml --now "$at"
zt show d "request/$n" --now "$at" --json
is "$(grep -o '"reckon"' .out | wc -l)" "$(grep -o '"reckon"' after | wc -l)" 'no more events'
