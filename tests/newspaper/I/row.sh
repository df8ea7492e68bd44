# Consultations, proposals and research reports: who remarked on them, and what came of them.
BEGIN="2022-01-01 09:00"
NOW="2022-08-22 18:00"

city xiangtan xiangtan-offices.csv
load proposal xiangtan.csv
load proposal xiangtan-came.csv
sentence 'five years' proposal
figure proposal.consultations 46 "SELECT count(*) FROM proposal WHERE sort = 'consultation'"
figure proposal.reports 128 "SELECT count(*) FROM proposal WHERE sort = 'research'"
identity 'results = consultations + proposals + reports' 46+0+128 174
three=$(sqlite3 "$T/sql" "SELECT count(*) FROM proposal WHERE entered <= '2020-12-31'")
figure proposal.results "$three" "SELECT count(*) FROM proposal WHERE entered <= '2020-12-31'" --on 2020-12-31

city chenzhou chenzhou-offices.csv
load proposal chenzhou.csv
load proposal chenzhou-came.csv
sentence 'all of 郴州' proposal
figure proposal.results 130 "SELECT count(*) FROM proposal"
figure proposal.policies 35 "SELECT count(*) FROM proposal WHERE state = 'policy'"

demo
sentence 'many turned into policy' proposal
figure proposal.results 68 "SELECT count(*) FROM proposal"
figure proposal.policies 26 "SELECT count(*) FROM proposal WHERE state = 'policy'"
figure proposal.remarked 37 "SELECT count(*) FROM proposal WHERE remarked = 'TRUE'"
figure proposal.remarks 37 "SELECT count(*) FROM proposal WHERE remarker <> ''"
sentence 'a year before' proposal --on 2021-08-22
sentence 'in English' proposal --lang en
