/* test_recount.c: books that hold pass, and each kind of mistake is named where it is. */
#include "mini.h"

#include "ask/recount.h"

static void print(const struct faults *f)
{
        int n = 0;
        for (const struct fault *x = f->first; x && n++ < 12; x = x->next)
                fprintf(stderr, "%s %.*s: %.*s\n", x->code, SP(x->where), SP(x->text));
}

TEST(recount_agrees_with_the_books)
{
        static const uint64_t seed[] = { 1, 2, 20220822 };
        for (size_t i = 0; i < LEN(seed); i++) {
                AUTO(arena_done) struct arena a = { 0 };
                struct mini m;
                struct faults f;
                int64_t n;
                mini_open(&m, mini_help, LEN(mini_help));
                mini_live(&m, 300, seed[i]);
                struct ask k = mini_ask(&m, &a, &f);
                CHECK_OK(i, recount_all(&k, &n));
                print(&f);
                CHECK_ROW(i, n > 5000);
                k.now.ms += (int64_t)40 * 86400000; /* duties become late by themselves */
                CHECK_OK(i, recount_all(&k, &n));
                print(&f);
                struct view_digest *d;
                struct hash before, after;
                size_t tables;
                int64_t events;
                CHECK_OK(i, view_digests(m.st, &a, &d, &tables, &before));
                CHECK_OK(i, store_begin(m.st, STORE_WRITE));
                CHECK_OK(i, view_rebuild(m.st, m.keys, &m.in, &m.f, &events));
                CHECK_OK(i, store_commit(m.st));
                CHECK_OK(i, view_digests(m.st, &a, &d, &tables, &after));
                CHECK_ROW(i, hash_eq(&before, &after));
                mini_close(&m);
        }
}

TEST(recount_names_each_mistake)
{
        static const struct {
                const char *sql, *code;
        } row[] = {
                { "UPDATE c_help__owner SET p0 = p0 + 1, p4 = p4 + 1, p3 = p3 + 1 WHERE by = 0 "
                  "AND office = 1"
                  " AND day = (SELECT min(day) FROM c_help__owner)",
                  "recount.cell" },
                { "UPDATE r_help SET state = 'given', kind = 'done' WHERE id = (SELECT min(id) "
                  "FROM r_help"
                  " WHERE kind = 'open')",
                  "recount.cell" },
                { "UPDATE duty SET late = 1 - late WHERE id = (SELECT min(id) FROM duty WHERE "
                  "name = 'handle'"
                  " AND outcome = 'done')",
                  "recount.cell" },
                { "DELETE FROM many WHERE field = 'near' AND pos = 0", "recount.cell" },
                { "DELETE FROM many WHERE field = 'team'", "recount.key" },
                { "DELETE FROM many WHERE field = 'with' AND record IN (SELECT id FROM r_help WHERE "
                  "kind <> 'void')",
                  "recount.key" },
                { "DELETE FROM j_request__owner WHERE id = (SELECT min(id) FROM j_request__owner)",
                  "recount.day" },
                { "UPDATE k_request__owner SET m0 = m0 + 1, p0 = p0 + 1 WHERE by = 0 AND office"
                  " = 1",
                  "recount.month" },
                { "DELETE FROM k_help__lead WHERE office = 1", "recount.month" },
                { "UPDATE p_help__owner SET plus = plus + 1 WHERE office = 1 AND by = 0"
                  " AND day = (SELECT min(day) FROM p_help__owner WHERE office = 1 AND by = 0)",
                  "recount.key" },
        };
        struct mini m;
        mini_open(&m, mini_help, LEN(mini_help));
        mini_live(&m, 150, 4);
        for (size_t i = 0; i < LEN(row); i++) {
                AUTO(arena_done) struct arena a = { 0 };
                struct faults f;
                int64_t n;
                struct ask k = mini_ask(&m, &a, &f);
                CHECK_OK(i, store_begin(m.st, STORE_WRITE));
                enum err e = store_exec(m.st, str_c(row[i].sql));
                if (e != OK) fprintf(stderr, "%.*s\n", SP(store_why(m.st)));
                CHECK_OK(i, e);
                CHECK_INT(i, recount_all(&k, &n), ERR_CORRUPT);
                bool named = false;
                for (const struct fault *x = f.first; x; x = x->next)
                        named |= str_eq(str_c(x->code), str_c(row[i].code));
                if (!CHECK_ROW(i, named)) print(&f);
                store_rollback(m.st);
        }
        mini_close(&m);
}

/* A street changes its county in the middle of the life, another bureau its name only. */
TEST(recount_follows_offices_that_move)
{
        static const char rows[] = "431302002,431302,township,area,花山街道,Huashan,,2022-04-30\n"
                                   "431302002,431321,township,area,花山街道,Huashan,2022-05-01,\n"
                                   "4313-GD,4313,city,firm,市供电公司,Power,,2022-03-31\n"
                                   "4313-GD,4313,city,firm,国网供电公司,Power,2022-04-01,\n";
        AUTO(arena_done) struct arena a = { 0 };
        struct mini m;
        struct faults f;
        int64_t n;
        mini_open(&m, mini_help, LEN(mini_help));
        mini_live(&m, 200, 6);
        mini_offices(&m, rows);
        mini_live(&m, 60, 7);
        struct ask k = mini_ask(&m, &a, &f);
        CHECK_OK(0, recount_all(&k, &n));
        print(&f);
        mini_close(&m);
}
