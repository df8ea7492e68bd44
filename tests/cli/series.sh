# Series: values by period, computed beside each other, revised, and in a bulletin.
. "$SRC/tests/lib/sh.sh"
. "$SRC/tests/lib/city.sh"

demo_city c
printf '%s\n' '民营经济增加值{{series indicator measure=private_value area=431302 period=2020}}，{{series indicator measure=private_value area=431302 period=2020 base}}，占地区生产总值{{series indicator measure=private_gdp area=431302}}，{{series indicator measure=private_gdp area=431302 base}}。' '' '{{series indicator measure=private_value area=431302 table}}' '' '{{series indicator measure=private_value area=431302 chart}}' >c/bulletins/economy.md
zt apply c

put() { # measure period amount unit
        zt enter c indicator measure="$1" area=431302 period="$2" amount="$3" unit="$4" source=统计公报 --as c.431302
}
put private_value 2016 1256 yi_yuan
put private_value 2019 1561.4 yi_yuan
put private_value 2020 1680 yi_yuan
n=$(number)
put private_gdp 2016 68.3 percent
put private_gdp 2020 71.8 percent
zt step c "indicator/$n" revise amount=1682.8 ground=经济普查 --as c.431302

zt series c indicator
contains '民营经济增加值'
contains 'measure=private_gdp area=431302'
zt series c indicator measure=private_value area=431302
contains '2020  1682.8 亿元，同比增长7.78%，比2016年增长33.98%'
contains '前为 1680'
zt series c indicator measure=private_value area=431302 --from 2020 --json
contains '"base":"33.98"'
contains '"was":[{"value":"1680"'
zt series c indicator measure=private_gdp area=431302 --lang en
contains '+3.5 points on 2016'
# the day before, nothing of it was known
zt series c indicator measure=private_value area=431302 --known 2022-01-01
contains '没有数值'
no series.of series c indicator mesure=x area=431302
no series.none series c request
no series.period series c indicator measure=private_value area=431302 --from 2020-01

zt bulletin c economy --on 2022-08-22
contains '民营经济增加值1682.8亿元，比2016年增长33.98%，占地区生产总值71.8%，比2016年提高3.5个百分点。'
contains '| 2020 | 1682.8亿元 | +7.78% | +33.98% |'
zt bulletin c economy --on 2022-08-22 --format html
contains '<polyline'
contains 'href="records/indicator/'
# the ledger's own bulletin names no office: it is the bulletin's; and it says which year
zt bulletin c indicator --on 2022-08-22
contains '2020年，娄底市民营经济增加值1682.8亿元，比2016年增长33.98%，占地区生产总值的71.8%，比2016年提高3.5个百分点。'
zt bulletin c indicator --on 2022-08-22 --office 431302
contains '2020年，娄星区民营经济增加值1682.8亿元'
zt bulletin c indicator --on 2020-12-30
contains '2019年，娄底市民营经济增加值1598.6亿元，比2016年增长27.28%'
zt bulletin c indicator --on 2022-08-22 --office 431321
contains '—年，双峰县民营经济增加值—，—，'
zt rebuild c
zt verify c
contains '✓ I8'
