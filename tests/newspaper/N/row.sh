# The network: five counties each with a leading group, a member and a clerk in each township, an informant
# in each village. What there should be is counted in the tree of offices itself.
NOW="2022-08-22 18:00"
demo
sentence 'the demo' network
city loudi
load network network.csv
sentence 'the network' network
sentence 'as of the end of April' network --on 2022-04-30
sentence 'of one county' network --office 431381
sentence 'in English' network --lang en
tables_of network
sqlite3 "$T/sql" ".import --csv $SRC/share/demo/offices-area.csv area"
figure network.groups 5 "SELECT count(*) FROM area WHERE level = 'county'"
figure network.staffed 89 "SELECT count(*) FROM area WHERE level = 'township'"
figure network.informants 2107 "SELECT count(*) FROM area WHERE level = 'village'"
figure network.townships 43 "SELECT count(*) FROM network WHERE tier = 'township' AND since <= '2022-04-30'" --on 2022-04-30
figure network.covered 100.0 "SELECT 100.0 * sum(informants) / sum(villages) FROM network"
agree 'counties and townships that the tree has and the network has not' 0 "$(sqlite3 "$T/sql" \
        "SELECT count(*) FROM area WHERE level IN ('county','township') AND code NOT IN (SELECT area FROM network)")"

# a clerk leaves: the township is one that lacks one
do_step network/WL00006 change clerk=false --as rx1
sentence 'one is lacking' network
figure network.lacking 1 "SELECT count(*) FROM network WHERE tier = 'township' AND clerk = 'FALSE'"
identity 'townships = with both + lacking one' 88+1 89
