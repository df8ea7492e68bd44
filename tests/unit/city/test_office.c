#include "city/office.h"

#include "lib/t.h"

static struct day day(const char *s)
{
        struct day d = DAY_NONE;
        if (*s) CHECK_OK(-1, day_parse(str_c(s), &d));
        return d;
}

/* The codes and places of all faults: "office.parent@o:3 …". */
static struct str told(struct arena *a, const struct faults *f)
{
        struct str s = STR_NONE;
        for (const struct fault *x = f->first; x; x = x->next)
                s = str_printf(a, "%.*s%s%s@%.*s", SP(s), s.n ? " " : "", x->code, SP(x->where));
        return s;
}

static enum err offices_of(struct arena *a, const struct offices *old, const char *csv,
                           struct offices *ret, struct str *ret_told)
{
        struct faults f;
        faults_init(&f, a, LANG_EN);
        enum err e = offices_read(a, old, S("o"), str_c(csv), &f, ret);
        *ret_told = told(a, &f);
        CHECK((e == OK) == (f.n == 0));
        return e;
}

#define HEAD "code,parent,level,kind,name,name_en,from,to\n"

/* A city of two counties; town T moves from A to B at the beginning of 2023; town U is merged
 * into T on 1 July 2023. */
static const char city[] = HEAD "R,,city,,娄底市,Loudi,,\n"
                                "A,R,county,area,甲县,County A,,\n"
                                "B,R,county,area,乙县,,,\n"
                                "T,A,township,area,丙镇,Town T,,2022-12-31\n"
                                "T,B,township,area,丙镇,Town T,2023-01-01,\n"
                                "V,T,village,area,丁村,,,\n"
                                "U,B,township,area,戊镇,,2000-01-01,2023-06-30\n"
                                "F,B,county,firm,供电公司,Power,,\n";

static struct offices city_offices(struct arena *a)
{
        struct offices o = { 0 };
        struct str faults;
        CHECK_OK(-1, offices_of(a, NULL, city, &o, &faults));
        CHECK_STR(-1, faults, "");
        return o;
}

static struct str above(struct arena *a, const struct offices *o, const char *code, const char *on)
{
        int out[OFFICE_DEPTH_MAX];
        struct str s = STR_NONE;
        size_t n = office_above(o, office_find(o, str_c(code)), day(on), out);
        for (size_t i = 0; i < n; i++) s = str_join(a, s, o->o[out[i]].code);
        return s;
}

TEST(office_tree)
{
        static const struct {
                const char *code, *day, *above;
        } row[] = {
                { "V", "2022-12-31", "VTAR" }, { "V", "2023-01-01", "VTBR" },
                { "V", "", "VTBR" },           { "T", "1999-01-01", "TAR" },
                { "R", "2022-01-01", "R" },    { "U", "1999-12-31", "UBR" }, /* not yet there */
                { "U", "2000-01-01", "UBR" },  { "U", "2023-06-30", "UBR" },
                { "U", "2023-07-01", "UBR" }, /* no more: as last */
                { "F", "2022-01-01", "FBR" },
        };
        AUTO(arena_done) struct arena a = { 0 };
        struct offices o = city_offices(&a);
        NEED(o.n == 7);
        for (size_t i = 0; i < LEN(row); i++)
                CHECK_STR(i, above(&a, &o, row[i].code, row[i].day), row[i].above);
        CHECK_INT(-1, office_root(&o), office_find(&o, S("R")));
        CHECK_INT(-1, office_find(&o, S("X")), -1);
        CHECK_INT(-1, o.o[office_find(&o, S("F"))].spans[0].kind, OFFICE_FIRM);
        CHECK_INT(-1, o.o[office_find(&o, S("V"))].spans[0].level, LEVEL_VILLAGE);
        CHECK(office_on(&o, office_find(&o, S("U")), day("2023-07-01")) == NULL);
}

TEST(office_under)
{
        static const struct {
                const char *code, *top, *day;
                int want;
        } row[] = {
                { "V", "V", "2022-01-01", 1 }, { "V", "A", "2022-01-01", 1 },
                { "V", "B", "2022-01-01", 0 }, { "V", "B", "2023-01-01", 1 },
                { "V", "R", "2023-01-01", 1 }, { "R", "V", "2023-01-01", 0 },
                { "U", "B", "2023-06-30", 1 }, { "U", "B", "2023-07-01", 1 },
                { "U", "U", "2023-07-01", 1 }, { "A", "B", "2023-07-01", 0 },
        };
        AUTO(arena_done) struct arena a = { 0 };
        struct offices o = city_offices(&a);
        for (size_t i = 0; i < LEN(row); i++) {
                int x = office_find(&o, str_c(row[i].code)),
                    top = office_find(&o, str_c(row[i].top));
                CHECK_INT(i, office_under(&o, x, top, day(row[i].day)), row[i].want);
        }
}

TEST(office_names)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct offices o = city_offices(&a);
        int r = office_find(&o, S("R")), b = office_find(&o, S("B")), u = office_find(&o, S("U"));
        CHECK_STR(0, office_name(&o, r, DAY_NONE, LANG_ZH), "娄底市");
        CHECK_STR(1, office_name(&o, r, DAY_NONE, LANG_EN), "Loudi");
        CHECK_STR(2, office_name(&o, b, DAY_NONE, LANG_EN), "乙县");
        CHECK_STR(3, office_name(&o, u, day("2024-01-01"), LANG_ZH), "戊镇");
}

TEST(office_no_offices)
{
        struct offices o = { 0 };
        CHECK_INT(-1, office_root(&o), -1);
        CHECK_INT(-1, office_find(&o, S("R")), -1);
}

struct mistakes {
        const char *csv, *want;
};

static void check_mistakes(const struct mistakes *row, size_t n)
{
        AUTO(arena_done) struct arena a = { 0 };
        for (size_t i = 0; i < n; i++) {
                struct offices o;
                struct str faults;
                CHECK_ROW(i, offices_of(&a, NULL, row[i].csv, &o, &faults) != OK);
                CHECK_STR(i, faults, row[i].want);
        }
}

TEST(office_rows_with_mistakes)
{
        static const struct mistakes row[] = {
                { "", "table.empty@o" },
                { "\n\n", "table.empty@o" },
                { "\xFF\xFE", "table.code@o" },
                { "code,parent,name\n", "table.column.missing@o:1" },
                { "\ncode,parent,level,name,nome\n", "table.column@o:2" },
                { "code,parent,level,name,name\n", "table.column.twice@o:1" },
                { HEAD "R,,city,area,R,,,,x\n", "table.cell.extra@o:2" },
                { HEAD "R,,city,area,\"R\nS\",,,\n", "table.control@o:2" },
                { HEAD "R,,city,area,\"R,,,\n", "csv.quote.open@o:2" },
                { HEAD "R,,city,area,,,,\n", "office.name@o:2" },
                { HEAD ",,city,area,R,,,\nR/,,city,area,R,,,\n市,,city,area,R,,,\n",
                  "office.code@o:2 office.code@o:3 office.code@o:4" },
                { HEAD
                  "12345678901234567890123456789012345678901234567890123456789012345,,city,area"
                  ",R,,,\n",
                  "office.code@o:2" },
                { HEAD "R,,town,area,R,,,\nS,R,,area,S,,,\nT,R,county,aera,T,,,\n",
                  "office.word@o:2 office.word@o:3 office.word@o:4" },
                { HEAD "R,,city,area,R,,2022-02-30,\n", "office.day@o:2" },
                { HEAD "R,,city,area,R,,2022/13/1,\nS,R,city,area,S,,,x\n",
                  "office.day@o:2 office.day@o:3" },
                { HEAD "R,,city,area,R,,2022-02-02,2022-02-01\n", "office.days@o:2" },
                { HEAD "R,,city,area,R,,,\nA,RR,county,area,A,,,\n", "office.parent@o:3" },
        };
        check_mistakes(row, LEN(row));
}

TEST(office_trees_with_mistakes)
{
        static const struct mistakes row[] = {
                /* two roots */
                { HEAD "R,,city,area,R,,,\nS,,city,area,S,,,\n", "office.root@o:3" },
                { HEAD "R,,city,area,R,,,2022-01-01\nS,,city,area,S,,2022-01-01,\n",
                  "office.root@o:3" },
                /* overlaps */
                { HEAD "R,,city,area,R,,,\nA,R,county,area,A,,,\nA,R,county,area,A,,2022-01-01,\n",
                  "office.overlap@o:4" },
                { HEAD "R,,city,area,R,,,\nR,,city,area,R,,,\n", "office.overlap@o:3" },
                { HEAD
                  "R,,city,area,R,,,\n"
                  "A,R,county,area,A,,2022-01-01,2022-12-31\nA,R,county,area,A,,2020-01-01,2022-01-01\n",
                  "office.overlap@o:3" },
                /* cycles: all in one, none for those below it */
                { HEAD "R,,city,area,R,,,\nA,A,county,area,A,,,\n", "office.cycle@o:3" },
                { HEAD
                  "R,,city,area,R,,,\nA,B,county,area,A,,,\nB,A,county,area,B,,,\nC,B,county,area,C,,,\n",
                  "office.cycle@o:3 office.cycle@o:4" },
                /* a cycle of some days only */
                { HEAD
                  "R,,city,area,R,,,\nA,B,county,area,A,,,2021-12-31\nA,R,county,area,A,,2022-01-01,\n"
                  "B,R,county,area,B,,,2020-12-31\nB,A,county,area,B,,2021-01-01,\n",
                  "office.cycle@o:3 office.cycle@o:6" },
                /* parents that are not always there */
                { HEAD "R,,city,area,R,,,\nA,R,county,area,A,,2020-01-01,\nB,A,township,area,B,,,\n"
                       "C,B,village,area,C,,,\n",
                  "office.parent.days@o:4" },
                { HEAD
                  "R,,city,area,R,,,\nA,R,county,area,A,,,2020-01-01\nA,R,county,area,A,,2020-01-03,\n"
                  "B,A,township,area,B,,,\n",
                  "office.parent.days@o:5" },
                { HEAD "R,,city,area,R,,,2022-01-01\nA,R,county,area,A,,2021-01-01,\n",
                  "office.parent.days@o:3" },
                /* one over the depth */
                { HEAD
                  "1,,city,,1,,,\n2,1,city,,2,,,\n3,2,city,,3,,,\n4,3,city,,4,,,\n5,4,city,,5,,,\n"
                  "6,5,city,,6,,,\n7,6,city,,7,,,\n8,7,city,,8,,,\n9,8,city,,9,,,\n",
                  "office.depth@o:10" },
                /* every mistake, not the first */
                { HEAD "R,,city,area,,,x,y\nA,Q,county,area,A,,,\n",
                  "office.name@o:2 office.day@o:2 office.day@o:2 office.parent@o:3" },
        };
        check_mistakes(row, LEN(row));
}

TEST(office_fault_words)
{
        static const struct {
                const char *csv, *zh, *en;
        } row[] = {
                { HEAD "R,,city,,R,,,\nA,4313O2,county,,A,,,\n431302,R,county,,B,,,\n",
                  "没有代码为“4313O2”的上级单位，是不是“431302”？",
                  "there is no office '4313O2' to be the parent; did you mean '431302'?" },
                { HEAD "R,,city,,R,,,\nB,R,county,,B,,,2022-06-30\nA,B,county,,A,,,\n",
                  "A 的上级单位 B 在这段时间内不是一直存在（自 2022-07-01 起缺）",
                  "the parent of A, B, does not exist on all of these days (not from 2022-07-01)" },
                { "code,parent,level,name,form\n", "不认识的列“form”，是不是“from”？",
                  "unknown column 'form'; did you mean 'from'?" },
        };
        AUTO(arena_done) struct arena a = { 0 };
        for (size_t i = 0; i < LEN(row); i++)
                for (enum lang lang = LANG_ZH; lang <= LANG_EN; lang++) {
                        struct faults f;
                        struct offices o;
                        faults_init(&f, &a, lang);
                        CHECK_INT(i, offices_read(&a, NULL, S("o"), str_c(row[i].csv), &f, &o),
                                  ERR_INPUT);
                        if (f.first)
                                CHECK_STR(i, f.first->text,
                                          lang == LANG_ZH ? row[i].zh : row[i].en);
                }
}

/* What is accepted that might not be: eight levels, any order, Excel's days, empty rows, GB18030,
 * Chinese headers, a gap in the days of one without children, roots one after another. */
TEST(office_accepted)
{
        static const struct {
                const char *csv;
                int n;
                const char *root;
        } row[] = {
                { HEAD
                  "1,,city,,1,,,\n2,1,city,,2,,,\n3,2,city,,3,,,\n4,3,city,,4,,,\n5,4,city,,5,,,\n"
                  "6,5,city,,6,,,\n7,6,city,,7,,,\n8,7,city,,8,,,\n",
                  8, "1" },
                { "name,level,parent,code\nA,county,R,A\nR,city,,R\n", 2, "R" },
                { HEAD "R,,city,,R,,2022/1/1,2022/12/31\n,,,,,,,\n,,,\nR,,city,,R,,2023/1/1,\n", 1,
                  "R" },
                { "code,parent,level,name\r\nR,,city,\xC2\xA6\xB5\xD7\xCA\xD0\r\n", 1, "R" },
                { "代码,上级,层级,名称,起,止\nR,,city,娄底市,,\n", 1, "R" },
                { HEAD "R,,city,,R,,,\nA,R,county,,A,,,2020-01-01\nA,R,county,,A,,2021-01-01,\n", 2,
                  "R" },
                { HEAD "R,,city,,R,,,2021-12-31\nS,,city,,S,,2022-01-01,\n"
                       "A,R,county,,A,,,2021-12-31\nA,S,county,,A,,2022-01-01,\n",
                  3, "S" },
                { HEAD, 0, "" },
        };
        AUTO(arena_done) struct arena a = { 0 };
        for (size_t i = 0; i < LEN(row); i++) {
                struct offices o = { 0 };
                struct str faults;
                CHECK_OK(i, offices_of(&a, NULL, row[i].csv, &o, &faults));
                CHECK_STR(i, faults, "");
                CHECK_INT(i, o.n, row[i].n);
                int root = office_root(&o);
                CHECK_STR(i, root < 0 ? STR_NONE : o.o[root].code, row[i].root);
        }
}

TEST(office_added_to_old)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct offices o = city_offices(&a), next = { 0 }, again = { 0 };
        struct str faults;
        /* V moves under A in 2024, W is new and comes first in the file */
        const char *csv = HEAD "W,A,township,area,己镇,,2024-01-01,\n"
                               "V,T,village,area,丁村,,,2023-12-31\n"
                               "V,A,village,area,丁村,,2024-01-01,\n";
        NEED(offices_of(&a, &o, csv, &next, &faults) == OK);
        CHECK_INT(-1, next.n, 8);
        for (size_t i = 0; i < o.n; i++) CHECK_STR(i, next.o[i].code, str_dupz(&a, o.o[i].code));
        CHECK_STR(-1, next.o[7].code, "W");
        CHECK_STR(-1, above(&a, &next, "V", "2023-12-31"), "VTBR");
        CHECK_STR(-1, above(&a, &next, "V", "2024-01-01"), "VAR");
        CHECK_STR(-1, above(&a, &o, "V", "2024-01-01"), "VTBR");
        NEED(offices_of(&a, &next, csv, &again, &faults) == OK);
        CHECK_INT(-1, again.n, 8);
        CHECK_INT(-1, again.o[office_find(&again, S("V"))].spans_n, 2);

        static const struct {
                const char *csv, *want;
        } row[] = {
                { HEAD "V,A,village,area,丁村,,2024-01-01,\n", "office.overlap@o:2" },
                { HEAD "X,,city,area,X,,,\n", "office.root@o:2" },
                /* the old town V stands in would be gone */
                { HEAD "T,B,township,area,丙镇,,2023-01-01,2023-12-31\n", "office.parent.days@o" },
                { HEAD "A,V,county,area,甲县,,,\n",
                  "office.cycle@o:2 office.cycle@o office.cycle@o" },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                CHECK_INT(i, offices_of(&a, &o, row[i].csv, &again, &faults), ERR_INPUT);
                CHECK_STR(i, faults, row[i].want);
        }
}

TEST(office_roles)
{
        for (enum role r = 0; r < ROLE_COUNT; r++) {
                enum role back = ROLE_COUNT;
                CHECK_OK(r, role_parse(role_name(r), &back));
                CHECK_INT(r, back, r);
                CHECK_ROW(r, role_label(r, LANG_ZH).n && role_label(r, LANG_EN).n);
        }
        enum role r = ROLE_TIMER;
        CHECK_INT(-1, role_parse(S("Clerk"), &r), ERR_INPUT);
        CHECK_INT(-1, role_parse(S(""), &r), ERR_INPUT);
        CHECK_INT(-1, r, ROLE_TIMER);
        CHECK_STR(-1, role_label(ROLE_DISPATCHER, LANG_ZH), "交办员");
}
