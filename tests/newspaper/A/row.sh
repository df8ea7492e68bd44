# Requests: the sentence of 22 August, of another day, and one story of three days in which the power
# company handles.
NOW="2022-08-22 18:00"
demo
sentence 'as of 22 August' request
figure request.received 386 "SELECT count(*) FROM request"
figure request.assigned 339 "SELECT count(*) FROM request WHERE state IN ('assigned','handling','listed','merged')
        OR (state IN ('replied','closed','ended') AND direct = 'FALSE')"
figure request.open 20 "SELECT count(*) FROM request WHERE state IN ('received','assigned','handling','listed','merged')"
figure request.done 366 "SELECT count(*) FROM request WHERE state IN ('replied','closed','ended')"
figure request.direct 47 "SELECT count(*) FROM request WHERE state IN ('replied','closed','ended') AND direct = 'TRUE'"
figure request.handled 319 "SELECT count(*) FROM request WHERE state IN ('replied','closed','ended') AND direct = 'FALSE'"
figure request.rated 345 "SELECT count(*) FROM request WHERE state = 'closed' AND rating <> ''"
figure request.satisfied 334 "SELECT count(*) FROM request WHERE state = 'closed' AND rating IN ('satisfied','very_satisfied')"
figure request.satisfaction 96.8 "SELECT 100.0 * sum(rating IN ('satisfied','very_satisfied')) / count(*) FROM request
        WHERE state = 'closed' AND rating <> ''"
for channel in $(sqlite3 "$T/sql" 'SELECT DISTINCT channel FROM request'); do
        channels=$((${channels:-0} + 1))
done
identity 'channels' "$channels" 7
identity 'received = assigned + direct' 339+47 386
identity 'received = done + open' 366+20 386
identity 'done = direct + handled after assignment' 47+319 366

sentence 'as of the end of May' request --on 2022-05-31
figure request.received 189 "SELECT count(*) FROM request WHERE entered <= '2022-05-31'" --on 2022-05-31
sentence 'in English' request.en --lang en

# Day 0: reported and handed to the power company, a firm that is an office. Day 1: it signs for it and
# goes there. Day 3: solved, and rated by the firm.
city story
NOW="2022-06-06 09:10"
do_enter request title=厂区变压器跳闸停产 body=生产线因变压器跳闸停产，盼尽快恢复供电。 channel=visit topic=power_supply --as rx1
story=request/$number
do_step "$story" assign lead=4313-DL --as pd1
sentence 'day 0' request
NOW="2022-06-07 08:30"
do_step "$story" sign --as h.4313-dl
sentence 'day 1' request
NOW="2022-06-09 16:00"
do_step "$story" reply reply=抢修队七日到现场，九日更换变压器，恢复供电。 --as h.4313-dl
NOW="2022-06-09 17:30"
do_step "$story" confirm solved=true rating=very_satisfied --as requester
sentence 'day 3' request
figure request.on_time 1 "SELECT count(*) FROM request WHERE lead = '4313-DL' AND state = 'closed'" --office 4313-DL
figure request.handovers 1 "SELECT count(*) FROM request WHERE lead = '4313-DL'" --on 2022-06-07 --office 4313-DL
