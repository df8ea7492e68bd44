# Import and export on the command line: checked first, closed as a whole, taken back as a whole.
. "$SRC/tests/lib/sh.sh"
. "$SRC/tests/lib/city.sh"
small_city c
cat >good.csv <<'END'
标题,诉求内容,渠道,entered,state
路灯坏了,东街路灯不亮,热线直接,2022-05-11,received
井盖丢了,西街井盖不见,hotline,2022-05-12,received
"=1+1","引号""和
换行",visit,2022-05-13,received
END
zt import c request good.csv --dry-run
contains '检查了 3 行，有错 0'
is "$(figure c request.received)" 0 'nothing was written'
zt import c request good.csv --json
is "$(value loaded)" 3 loaded
batch=$(value batch)
is "$(figure c request.received --on 2022-05-12)" 2 'on their days'
is "$(figure c request.received)" 3 'all'
zt verify c

# all mistakes, each with its row and column; nothing is loaded
cat >bad.csv <<'END'
标题,诉求内容,渠道,entered,state,颜色
甲,乙,hotlin,2022-02-30,received,
,乙,hotline,2022-05-11,gone,
END
expect_fail "$ZT" import c request bad.csv
err_contains '颜色'
sed 's/,颜色$//; s/,$//' bad.csv >worse.csv
expect_fail "$ZT" import c request worse.csv
err_contains 'worse.csv:2'
err_contains 'worse.csv:3'
for mistake in hotlin 2022-02-30 gone; do err_contains "$mistake"; done
is "$(figure c request.received)" 3 'nothing was loaded'
# the good rows in, the bad ones aside; mended, they go in too
{
        cat worse.csv
        echo '丙,丁,hotline,2022-05-14,received'
} >mixed.csv
zt import c request mixed.csv --errors aside.csv
contains '有错 2'
err_contains 'mixed.csv:2'
contains '新增 1'
contains 'hotlin' aside.csv
is "$(figure c request.received)" 4 'one more'
no file.missing import c request none.csv
misused usage.missing import c request
no ledger.none import c nothing good.csv

# out: the same records, safe for spreadsheets; and in again
zt export c request
cp .out all.csv
contains "'=1+1" all.csv
is "$(head -c 3 all.csv | od -An -tx1 | tr -d ' \n')" efbbbf BOM
zt export c request --where "channel = 'visit'" --format jsonl
is "$(wc -l <.out)" 1 'one line'
contains '"title":"=1+1"'
misused export.xlsx export c request --format xlsx
run sh -c "\"$ZT\" export c request | head -n 1"
is "$status" 0 'a reader that stops early'

# what the map names and the file lacks is told: the state, the end of what has ended
cat >drives.csv <<'END'
专项编号,名称,年度,牵头单位,启动日期,状态
QQ2021,清欠,2021,1-A,2021-03-15,已结束
YS2022,攻坚,2022,1-A,2022-03-19,进行中
END
zt import c drive drives.csv
contains '提醒：表里没有这些列：结束日期'
contains '提醒：1 行已办结而没有办结日期，按登记日期计（第 2 行）'
cut -d, -f1-5 drives.csv >plain.csv
zt import c drive plain.csv --dry-run --json
contains '"missing":["状态","结束日期"],"no_end":[]'
cut -d, -f1,3- drives.csv >nameless.csv
no input.required import c drive nameless.csv
err_contains '“名称”必填，而表里没有这一列'

# rows of one file are not linked to each other
cat >same.csv <<'END'
编号,标题,诉求内容,渠道,重复自
Z1,甲,乙,hotline,
Z2,甲,乙,hotline,Z1
END
no input.link import c request same.csv
err_contains '同一文件的行不能互相关联'

# taken back as a whole
zt import c --take-back "$batch"
contains '3 件'
is "$(figure c request.received)" 1 'as if it had never been'
no batch.taken import c --take-back "$batch"
no batch.none import c --take-back 99999
misused usage.number import c --take-back x
zt verify c
zt rebuild c
zt verify c

# GB18030, as Excel on a Chinese Windows saves it
iconv -f utf-8 -t gb18030 good.csv >gb.csv
zt import c request gb.csv --json
contains '"gb18030":true'
zt list c request
contains '井盖丢了'
