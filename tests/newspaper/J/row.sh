# Sites by grade: each rises from grade to grade, and each grade has a count as of a day.
BEGIN="2022-01-01 09:00"
NOW="2022-08-22 18:00"

city xiangtan xiangtan-offices.csv accounts.csv
load site xiangtan.csv
load site xiangtan-rise.csv
sentence 'three grades' site
figure site.just_county 15 "SELECT count(*) FROM site WHERE grade = 'county'"
figure site.just_city 15 "SELECT count(*) FROM site WHERE grade = 'city'"
figure site.just_province 7 "SELECT count(*) FROM site WHERE grade = 'province'"
figure site.city_up 22 "SELECT count(*) FROM site WHERE grade IN ('city', 'province')"
# as of the end of 2018 none had risen yet
sentence 'before any had risen' site --on 2018-12-31
# a grade needs its paper, and comes after the one below
number=$("$ZT" list "$CITY" site --where "grade = 'county'" --limit 1 --json --now "$NOW" | sed 's/.*"number":"\([^"]*\)".*/\1/')
printf '%%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%%%EOF\n' >"$T/paper.pdf"
no step.when step "$CITY" "site/$number" province province_no=湘统发〔2022〕9号 province_paper=@"$T/paper.pdf" --as cj --now "$NOW"
no input.required step "$CITY" "site/$number" city city_no=潭市统发〔2022〕9号 --as cj --now "$NOW"
do_step "site/$number" city city_no=潭市统发〔2022〕9号 city_paper=@"$T/paper.pdf" --as cj
figure site.just_city 16 "SELECT count(*) FROM site WHERE grade = 'city'"
figure site.new_city 1 "SELECT count(*) FROM site WHERE city_paper <> ''" --from 2022-08-22 --to 2022-08-22

city chenzhou chenzhou-offices.csv
load site chenzhou.csv
load site chenzhou-rise.csv
sentence 'ten more this year' site_period --from 2022-01-01 --to 2022-08-22
# their papers are of this year
figure site.new_city 10 "SELECT count(*) FROM site WHERE city_no LIKE '%〔2022〕%'" --from 2022-01-01 --to 2022-08-22
figure site.just_city 58 "SELECT count(*) FROM site WHERE grade = 'city'"
figure site.just_province 12 "SELECT count(*) FROM site WHERE grade = 'province'"
identity 'city and above = city + province' 58+12 70
figure site.city_up 70 "SELECT count(*) FROM site WHERE grade IN ('city', 'province')"

demo
sentence 'three grades in 娄底' site
figure site.just_county 106 "SELECT count(*) FROM site WHERE grade = 'county'"
figure site.just_city 29 "SELECT count(*) FROM site WHERE grade = 'city'"
figure site.just_province 10 "SELECT count(*) FROM site WHERE grade = 'province'"
sentence 'in English' site --lang en
