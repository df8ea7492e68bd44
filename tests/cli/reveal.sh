# A private field shown for a reason; recused and confidential records; texts kept no longer.
. "$SRC/tests/lib/sh.sh"
. "$SRC/tests/lib/city.sh"
small_city c
sed -e 's/^states:/  hush: {type: flag, confidential: true}\n  against: {type: office, recuse: true}\n\nstates:/' \
        -e 's/place, contact\]/place, contact, hush, against]/' c/ledgers/request.yaml >new.yaml
mv new.yaml c/ledgers/request.yaml
zt diff c
contains against
zt apply c
zt enter c request title=路灯 body=不亮 channel=hotline contact="王五,13912345678" --as clerk
n=$(number)
zt step c "request/$n" assign lead=1-A --as clerk
zt show c "request/$n"
contains '139****5678'
lacks 13912345678

misused usage.as reveal c "request/$n" contact --because 回访
no because reveal c "request/$n" contact --as hand
no reveal.open reveal c "request/$n" title --because 回访 --as hand
no reveal.field reveal c "request/$n" nothing --because 回访 --as hand
no record.unknown reveal c request/X1 contact --because 回访 --as hand
no record.unknown reveal c "request/$n" contact --because 回访 --as root
zt reveal c "request/$n" contact --because 上门核实 --as hand
contains '王五 13912345678'
zt reveal c "request/$n" contact --because 再核实 --as clerk --json
is "$(value value)" '王五 13912345678' 'the value'
zt show c "request/$n"
contains '查看隐私字段'
contains '上门核实'
lacks 13912345678
zt verify c
contains '✓ I8'

# the bureau is the party complained of
zt enter c request title=投诉 body=态度差 channel=hotline contact="王五,13912345678" against=1-A --as clerk
m=$(number)
no office.recused step c "request/$m" assign lead=1-A --as clerk
no record.unknown show c "request/$m" --as hand
no record.unknown reveal c "request/$m" contact --because x --as hand
zt list c request --as hand
contains "$n"
lacks "$m"
zt export c request --as hand
lacks "$m"
zt search c 态度差 --as hand
lacks "$m"
zt show c "request/$m" --as clerk
no input.recuse enter c request title=a body=b channel=hotline against=1 --as clerk

# nothing is old enough yet
no role retain c --as clerk
zt retain c --as root --dry-run
contains '0'
zt retain c --as root --json
is "$(value erased)" 0 'erased'
