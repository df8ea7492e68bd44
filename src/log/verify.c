/* log_verify: one pass over the events, with the sealed rows beside them (verify_seal.c).
 *
 * The tree is checked tile by tile (256 leaves, one stored node of level 8) and, above that,
 * node by node, so that what is wrong in one place does not make the rest look wrong: where a
 * leaf is missing the stored node stands in for it, and an event whose content and leaf differ
 * is tried both ways. */
#include <stdarg.h>

#include "log/row.h"
#include "log/verify.h"

#define TILE    256
#define GAP_MAX ((int64_t)1 << 24) /* events missing in one place; more, and the tree is given up */

enum leaf_state {
        LEAF_GOOD,
        LEAF_DIFFERS, /* from its event: stored and computed are both known */
        LEAF_UNKNOWN
};

struct tile {
        struct hash stored[TILE], computed[TILE];
        enum leaf_state state[TILE];
        size_t n, differ, unknown;
};

/* A checkpoint or anchor that the log must begin with. */
struct prefix {
        const char *code;
        bool given, same;
        enum { PREFIX_AHEAD, PREFIX_UNKNOWN, PREFIX_REACHED } state;
        int64_t epoch;
        uint64_t size;
        struct hash root;
        int64_t covered; /* the events of its epoch and those before end here */
};

struct verify {
        const struct log_verify_in *in;
        struct faults *f;
        struct arena tmp; /* of some events */
        struct seal_walk seals;
        struct tile tile;
        struct hash upper[MERKLE_LEVELS]; /* frontier from level 8 up */
        bool known[MERKLE_LEVELS];
        bool tree_lost;
        int64_t next;   /* the seq expected */
        int64_t events; /* read */
        int64_t epoch;
        struct moment at;
        bool last_good;                /* the last event read has its own leaf */
        char origin[LOG_ORIGIN_BYTES]; /* empty: event 0 is missing or not to be trusted */
        struct prefix since, anchor;
        struct log_head head;
        bool has_head;
};

struct str verify_place(struct faults *f, const char *fmt, ...)
{
        char text[200];
        va_list ap;
        if (f->n >= FAULTS_MAX) return STR_NONE;
        va_start(ap, fmt);
        int n = vsnprintf(text, sizeof text, fmt, ap);
        va_end(ap);
        ASSERT(n >= 0);
        return str_dup(f->a,
                       (struct str){ text, (size_t)n < sizeof text ? (size_t)n : sizeof text - 1 });
}

/* ---- tree ------------------------------------------------------------------------------------ */

/* The tile's leaves as a frontier of levels 0 to 8, taking for those that differ what the event
 * gives or what is stored. Only without unknown leaves. */
static void tile_tree(const struct tile *t, bool computed, struct frontier *ret)
{
        ret->size = 0;
        for (size_t i = 0; i < t->n; i++) {
                const struct hash *leaf = computed ? &t->computed[i] : &t->stored[i];
                enum err e = merkle_add(ret, leaf, NULL, NULL);
                ASSERT(e == OK);
        }
}

/* Each leaf that differs from its event, and which of the two the tree speaks for, if it does. */
static void report_leaves(struct verify *v, bool stored_fits, bool computed_fits)
{
        const struct tile *t = &v->tile;
        int64_t from = v->next - (int64_t)t->n;
        for (size_t i = 0; i < t->n && t->differ; i++) {
                if (t->state[i] != LEAF_DIFFERS) continue;
                int64_t seq = from + (int64_t)i;
                struct str at = verify_place(v->f, "seq %" PRId64, seq);
                if (stored_fits)
                        (void)FAULT(
                                v->f, ERR_CORRUPT, "log.leaf", at,
                                "事件 %" PRId64 " 的内容被改动：与它的叶散列不符，而叶散列与树相符",
                                "the content of event %" PRId64 " was changed: it differs from its "
                                "leaf, and the leaf fits the tree",
                                seq);
                else if (computed_fits)
                        (void)FAULT(v->f, ERR_CORRUPT, "log.leaf", at,
                                    "事件 %" PRId64 " 的叶散列被改动：内容与树相符",
                                    "the leaf of event %" PRId64
                                    " was changed: the content fits the "
                                    "tree",
                                    seq);
                else
                        (void)FAULT(v->f, ERR_CORRUPT, "log.leaf", at,
                                    "事件 %" PRId64 " 的内容与它的叶散列不符",
                                    "content and leaf of event %" PRId64 " differ", seq);
        }
}

static enum err stored_node(struct verify *v, int level, uint64_t index, struct hash *ret,
                            bool *ret_has)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(v->in->st, S("SELECT hash FROM node WHERE level = $1 AND idx = $2"), &s));
        stmt_int(s, 1, level);
        stmt_int(s, 2, (int64_t)index);
        enum row r = stmt_step(s);
        if (r == ROW_ERR) return stmt_err(s);
        *ret_has = r == ROW_GOT && col_blob_into(s, 0, ret->b, HASH_BYTES);
        return OK;
}

static void report_node(struct verify *v, int level, uint64_t index, bool has)
{
        uint64_t from = index << level, to = ((index + 1) << level) - 1;
        struct str at = verify_place(v->f, "node %d/%" PRIu64, level, index);
        if (has)
                (void)FAULT(v->f, ERR_CORRUPT, "log.node", at,
                            "树节点与其下的事件 %" PRIu64 "–%" PRIu64 " 不符",
                            "the node differs from events %" PRIu64 "–%" PRIu64 " below it", from,
                            to);
        else
                (void)FAULT(v->f, ERR_CORRUPT, "log.node", at,
                            "缺少事件 %" PRIu64 "–%" PRIu64 " 之上的树节点",
                            "the node over events %" PRIu64 "–%" PRIu64 " is missing", from, to);
}

/* A node of level 8 or more closes; from level 16 on with the stored one in every eighth level. */
static enum err upper_add(struct verify *v, uint64_t index, const struct hash *hash, bool known)
{
        struct hash h = *hash, stored = { { 0 } };
        int level = 8;
        for (; index & 1; index >>= 1) {
                bool has = false;
                known = known && v->known[level];
                if (known) h = merkle_join(&v->upper[level], &h);
                if (++level == MERKLE_LEVELS - 1) return ERR_LIMIT;
                if (level % 8 != 0) continue;
                TRY(stored_node(v, level, index >> 1, &stored, &has));
                if (!has || (known && !hash_eq(&h, &stored)))
                        report_node(v, level, index >> 1, has);
                if (known || !has) continue;
                h = stored;
                known = true;
        }
        v->upper[level] = h;
        v->known[level] = known;
        return OK;
}

/* 256 leaves are together. */
static enum err tile_close(struct verify *v)
{
        struct tile *t = &v->tile;
        uint64_t index = (uint64_t)v->next / TILE - 1;
        struct hash stored = { { 0 } }, h;
        bool has = false, stored_fits = false, computed_fits = false;
        bool whole = t->unknown == 0;
        struct frontier tree;
        TRY(stored_node(v, 8, index, &stored, &has));
        h = stored;
        if (whole) {
                tile_tree(t, false, &tree);
                h = tree.node[8];
                stored_fits = has && hash_eq(&h, &stored);
                if (t->differ) tile_tree(t, true, &tree);
                computed_fits = has && t->differ && hash_eq(&tree.node[8], &stored);
        }
        report_leaves(v, stored_fits, computed_fits);
        if (!has || (whole && t->differ == 0 && !stored_fits)) report_node(v, 8, index, has);
        if (has && t->differ)
                h = stored; /* its leaves are named; whether it is right shows above it */
        t->n = t->differ = t->unknown = 0;
        return upper_add(v, index, &h, whole || has);
}

/* The next leaf; computed is NULL for one that is not known. */
static enum err add_leaf(struct verify *v, const struct hash *stored, const struct hash *computed)
{
        struct tile *t = &v->tile;
        v->next++;
        if (v->tree_lost) return OK;
        t->state[t->n] = !computed                   ? LEAF_UNKNOWN
                         : hash_eq(stored, computed) ? LEAF_GOOD
                                                     : LEAF_DIFFERS;
        if (computed) {
                t->stored[t->n] = *stored;
                t->computed[t->n] = *computed;
        }
        t->unknown += t->state[t->n] == LEAF_UNKNOWN;
        t->differ += t->state[t->n] == LEAF_DIFFERS;
        t->n++;
        return t->n == TILE ? tile_close(v) : OK;
}

/* The root over all leaves so far; false when it is not known. */
static bool root_now(const struct verify *v, bool computed, struct hash *ret)
{
        struct frontier tail;
        bool any = false;
        if (v->tree_lost || v->tile.unknown) return false;
        tile_tree(&v->tile, computed, &tail);
        for (int l = 0; l < MERKLE_LEVELS; l++) {
                if (!(v->next >> l & 1)) continue;
                if (l >= 8 && !v->known[l]) return false;
                const struct hash *node = l < 8 ? &tail.node[l] : &v->upper[l];
                *ret = any ? merkle_join(node, ret) : *node;
                any = true;
        }
        if (!any) *ret = hash_of(STR_NONE);
        return true;
}

static void prefix_look(const struct verify *v, struct prefix *p)
{
        struct hash root;
        if (!p->given || p->state != PREFIX_AHEAD || (uint64_t)v->next != p->size) return;
        p->state = PREFIX_UNKNOWN;
        if (!root_now(v, false, &root)) return;
        p->state = PREFIX_REACHED;
        p->same = hash_eq(&root, &p->root);
        if (!p->same && v->tile.differ && root_now(v, true, &root))
                p->same = hash_eq(&root, &p->root);
}

/* ---- events ---------------------------------------------------------------------------------- */

/* Events from v->next up to (not including) `to` are not there. */
static void report_missing(struct verify *v, int64_t to)
{
        int64_t n = to - v->next;
        struct str at = n == 1 ? verify_place(v->f, "seq %" PRId64, v->next)
                               : verify_place(v->f, "seq %" PRId64 "-%" PRId64, v->next, to - 1);
        if (n == 1)
                (void)FAULT(v->f, ERR_CORRUPT, "log.missing", at, "缺少事件 %" PRId64,
                            "event %" PRId64 " is missing", v->next);
        else
                (void)FAULT(v->f, ERR_CORRUPT, "log.missing", at,
                            "缺少事件 %" PRId64 "–%" PRId64 "，共 %" PRId64 " 个",
                            "events %" PRId64 "–%" PRId64 " are missing, %" PRId64 " of them",
                            v->next, to - 1, n);
}

static enum err gap(struct verify *v, int64_t to)
{
        int64_t n = to - v->next;
        report_missing(v, to);
        if (n > GAP_MAX) v->tree_lost = true;
        if (v->tree_lost) v->next = to;
        while (v->next < to) {
                prefix_look(v, &v->since);
                prefix_look(v, &v->anchor);
                TRY(add_leaf(v, NULL, NULL));
        }
        return OK;
}

static void check_day(struct verify *v, const struct event *e)
{
        struct day today = day_of(e->at, v->in->zone);
        char day[16], now[16];
        if (e->day.v <= today.v) return;
        (void)FAULT(v->f, ERR_CORRUPT, "log.day", verify_place(v->f, "seq %" PRId64, e->seq),
                    "计入日 %.*s 晚于记录之日 %.*s",
                    "it counts on %.*s, later than the day it was recorded, %.*s",
                    SP(day_format(e->day, day)), SP(day_format(today, now)));
}

static void check_order(struct verify *v, const struct event *e)
{
        if (moment_is(v->at) && e->at.ms < v->at.ms)
                (void)FAULT(v->f, ERR_CORRUPT, "log.at", verify_place(v->f, "seq %" PRId64, e->seq),
                            "事件 %" PRId64 " 的记录时刻早于前一事件（%" PRId64 " 毫秒）",
                            "event %" PRId64 " was recorded before the one ahead of it (%" PRId64
                            " ms)",
                            e->seq, v->at.ms - e->at.ms);
        check_day(v, e);
        if (e->epoch < v->epoch)
                (void)FAULT(v->f, ERR_CORRUPT, "log.epoch",
                            verify_place(v->f, "seq %" PRId64, e->seq),
                            "事件的纪元 %" PRId64 " 小于前一事件的纪元 %" PRId64,
                            "its epoch %" PRId64 " is lower than that of the one ahead, %" PRId64,
                            e->epoch, v->epoch);
        v->at = e->at;
        v->epoch = e->epoch;
}

static void prefix_covers(struct prefix *p, const struct event *e)
{
        if (e->epoch <= p->epoch) p->covered = e->seq + 1;
}

/* What does not have its own leaf is one finding: nothing more is concluded from it. */
static enum err check_event(struct verify *v, struct event *e, bool fits, struct buf *scratch)
{
        static const struct hash none;
        struct hash leaf = e->leaf;
        bool can_be = fits && event_ok(e);
        if (can_be) leaf = event_leaf(e, scratch);
        if (!can_be || scratch->err != OK)
                (void)FAULT(v->f, ERR_CORRUPT, "log.value",
                            verify_place(v->f, "seq %" PRId64, e->seq),
                            "事件 %" PRId64 " 中有不可能出现的值",
                            "event %" PRId64 " holds a value that no event can hold", e->seq);
        v->last_good = can_be && scratch->err == OK && hash_eq(&leaf, &e->leaf);
        if (v->last_good) {
                check_order(v, e);
                prefix_covers(&v->since, e);
                prefix_covers(&v->anchor, e);
                if (e->seq == 0) log_origin(&leaf, v->origin);
        } else {
                e->result = STR_NONE;
        }
        bool unknown = !can_be && hash_eq(&e->leaf, &none);
        TRY(add_leaf(v, &e->leaf, unknown ? NULL : &leaf));
        return v->in->keys ? seal_walk_event(&v->seals, e, &v->tmp) : OK;
}

static enum err check_events(struct verify *v, struct buf *scratch)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        struct event e;
        enum row r;
        TRY(store_stmt(v->in->st, S("SELECT " EVENT_NAMES " FROM event ORDER BY seq"), &s));
        while ((r = stmt_step(s)) == ROW_GOT) {
                bool fits = event_row(s, &v->tmp, &e) == OK;
                v->events++;
                if (e.seq < v->next) { /* below 0: first in the order */
                        (void)FAULT(v->f, ERR_CORRUPT, "log.value",
                                    verify_place(v->f, "seq %" PRId64, e.seq), "事件号小于零",
                                    "a negative event number");
                        continue;
                }
                if (e.seq > v->next) TRY(gap(v, e.seq));
                prefix_look(v, &v->since);
                prefix_look(v, &v->anchor);
                TRY(check_event(v, &e, fits, scratch));
                if (v->tmp.used > ARENA_CHUNK_BYTES / 2) arena_reset(&v->tmp);
        }
        prefix_look(v, &v->since);
        prefix_look(v, &v->anchor);
        return r == ROW_ERR ? stmt_err(s) : OK;
}

/* ---- head, nodes, triggers ------------------------------------------------------------------- */

/* The tail's leaves against the head's lower levels; which of both readings fits? */
static bool tail_fits(const struct verify *v, bool computed)
{
        struct frontier tail;
        tile_tree(&v->tile, computed, &tail);
        for (int l = 0; l < 8; l++)
                if (tail.size >> l & 1 && !hash_eq(&tail.node[l], &v->head.tree.node[l]))
                        return false;
        return true;
}

static void head_fault(struct verify *v, const char *zh, const char *en)
{
        (void)FAULT(v->f, ERR_CORRUPT, "log.head", S("head"), "日志头与事件不符：%s",
                    "the head differs from the events: %s", v->f->lang == LANG_ZH ? zh : en);
}

/* The last tile, not full: its leaves are only in the head. */
static void check_frontier(struct verify *v, bool same_size)
{
        bool whole = same_size && v->tile.unknown == 0;
        bool stored_fits = whole && tail_fits(v, false);
        bool computed_fits = whole && !stored_fits && v->tile.differ && tail_fits(v, true);
        bool upper_fits = true;
        report_leaves(v, stored_fits, computed_fits);
        for (int l = 8; l < MERKLE_LEVELS && same_size; l++)
                if (v->next >> l & 1 && v->known[l] &&
                    !hash_eq(&v->upper[l], &v->head.tree.node[l]))
                        upper_fits = false;
        if (!upper_fits || (whole && v->tile.differ == 0 && !stored_fits))
                head_fault(v, "树的前沿", "frontier");
}

static enum err check_head(struct verify *v)
{
        int64_t size = v->has_head ? (int64_t)v->head.tree.size : v->next;
        bool same = v->has_head && size == v->next;
        if (v->tree_lost) return OK;
        check_frontier(v, same);
        if (!v->has_head) {
                (void)FAULT(v->f, ERR_CORRUPT, "log.head", S("head"), "日志头缺失或损坏",
                            "the head is missing or damaged");
                return OK;
        }
        same = same && (v->last_good || v->next == 0);
        if (size < v->next) head_fault(v, "事件数", "size");
        if (same && v->at.ms != v->head.at.ms)
                head_fault(v, "末次记录时刻", "time of the last event");
        if (same && v->epoch != v->head.epoch) head_fault(v, "纪元", "epoch");
        if ((v->origin[0] || size == 0) && strcmp(v->origin, v->head.origin) != 0)
                head_fault(v, "日志名", "origin");
        return OK;
}

static enum err check_stray_nodes(struct verify *v, int64_t size)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        enum row r;
        TRY(store_stmt(v->in->st,
                       S("SELECT level, idx FROM node WHERE level <= 0 OR level % 8 <> 0 OR "
                         "idx < 0 OR idx >= ($1 >> level) ORDER BY level, idx"),
                       &s));
        stmt_int(s, 1, size);
        while ((r = stmt_step(s)) == ROW_GOT)
                (void)FAULT(v->f, ERR_CORRUPT, "log.node",
                            verify_place(v->f, "node %" PRId64 "/%" PRId64, col_int(s, 0),
                                         col_int(s, 1)),
                            "多出的树节点", "a node too many");
        return r == ROW_ERR ? stmt_err(s) : OK;
}

static enum err check_guards(struct verify *v)
{
        for (size_t i = 0; i < event_guards_n; i++) {
                AUTO(stmt_done) struct stmt *s = NULL;
                TRY(store_stmt(v->in->st,
                               S("SELECT 1 FROM sqlite_schema WHERE type = 'trigger' AND "
                                 "name = $1 AND sql = $2"),
                               &s));
                stmt_text(s, 1, event_guards[i].name);
                stmt_text(s, 2, event_guards[i].ddl);
                enum row r = stmt_step(s);
                if (r == ROW_ERR) return stmt_err(s);
                if (r == ROW_NONE)
                        (void)FAULT(v->f, ERR_CORRUPT, "log.guard", event_guards[i].name,
                                    "保护事件表的触发器缺失或被改动",
                                    "a trigger that guards the events is missing or changed");
        }
        return OK;
}

/* ---- checkpoint and anchor ------------------------------------------------------------------- */

static void prefix_fault(struct verify *v, const struct prefix *p)
{
        bool anchor = p == &v->anchor;
        struct str what_zh = anchor ? S("锚") : S("检查点"),
                   what_en = anchor ? S("anchor") : S("checkpoint");
        struct str what = v->f->lang == LANG_ZH ? what_zh : what_en;
        int64_t epoch = v->has_head && v->head.epoch > v->epoch ? v->head.epoch : v->epoch;
        struct str at = verify_place(v->f, "epoch %" PRId64 " size %" PRIu64, p->epoch, p->size);
        if (p->epoch > epoch || (p->epoch == epoch && p->size > (uint64_t)v->next))
                (void)FAULT(v->f, ERR_CORRUPT, p->code, at,
                            "日志比%.*s旧：止于纪元 %" PRId64 "、%" PRId64
                            " 个事件；文件被换成旧的，或被截短",
                            "the log is older than the %.*s: it ends in epoch %" PRId64
                            " with %" PRId64 " events; the file was put back or cut",
                            SP(what), epoch, v->next);
        else if (p->epoch < epoch && p->size > (uint64_t)p->covered)
                (void)FAULT(v->f, ERR_CORRUPT, "log.restored", at,
                            "%.*s所及的事件有一部分已被恢复备份丢弃：该纪元只留下 %" PRId64 " 个",
                            "a restore has cut off a part of what the %.*s covers: %" PRId64
                            " events are left of that epoch and those before",
                            SP(what), p->covered);
        else if (p->state == PREFIX_REACHED && !p->same)
                (void)FAULT(v->f, ERR_CORRUPT, p->code, at,
                            "前 %" PRIu64 " 个事件不是%.*s所证明的那些：日志被重写过",
                            "the first %" PRIu64
                            " events are not those of the %.*s: the log was rewritten",
                            p->size, SP(what));
}

static void check_prefixes(struct verify *v)
{
        const struct checkpoint *c = v->in->since;
        size_t n = strlen(v->origin);
        if (c && n > 0 &&
            !(str_starts(c->origin, str_c(v->origin)) &&
              str_starts(str_from(c->origin, n), S("/")))) {
                (void)FAULT(v->f, ERR_CORRUPT, "log.since", S("origin"),
                            "检查点属于另一份日志：%.*s", "the checkpoint is of another log: %.*s",
                            SP(c->origin));
                v->since.given = false;
        }
        if (v->since.given) prefix_fault(v, &v->since);
        if (v->anchor.given) prefix_fault(v, &v->anchor);
}

/* ---- all of it ------------------------------------------------------------------------------- */

static enum err verify_inside(struct verify *v, struct buf *scratch)
{
        enum err e = log_head(v->in->st, &v->head);
        v->has_head = e == OK;
        if (e != OK && e != ERR_CORRUPT) return e;
        TRY(check_guards(v));
        if (v->in->keys) TRY(seal_walk_begin(&v->seals));
        TRY(check_events(v, scratch));
        int64_t end = v->next;
        if (v->has_head && (int64_t)v->head.tree.size > end && !v->tree_lost)
                end = (int64_t)v->head.tree.size;
        if (v->in->keys) TRY(seal_walk_end(&v->seals, end));
        if (!v->tree_lost) TRY(check_stray_nodes(v, end));
        TRY(check_head(v));
        check_prefixes(v);
        if (end > v->next) report_missing(v, end); /* the head counts them */
        return OK;
}

static struct verify *prepare(const struct log_verify_in *in, struct arena *a, struct faults *f)
{
        struct verify *v = ARENA_NEW(a, struct verify, 1);
        v->in = in;
        v->f = f;
        v->at = MOMENT_NONE;
        v->seals = (struct seal_walk){ .st = in->st, .keys = in->keys, .f = f };
        v->since.code = "log.since";
        v->anchor.code = "log.anchor";
        if (in->since) {
                v->since.given = true;
                v->since.epoch = in->since->epoch;
                v->since.size = in->since->size;
                v->since.root = in->since->root;
        }
        if (in->anchor) {
                v->anchor.given = true;
                v->anchor.epoch = in->anchor->epoch;
                v->anchor.size = in->anchor->size;
                v->anchor.root = in->anchor->root;
        }
        return v;
}

enum err log_verify(const struct log_verify_in *in, struct arena *a, struct faults *f,
                    int64_t *ret_events)
{
        AUTO(buf_free) struct buf scratch = { .limit = EVENT_BYTES_MAX };
        struct verify *v = prepare(in, a, f);
        size_t before = f->n;
        bool own = !store_in_tx(in->st);
        *ret_events = 0;
        if (own) TRY(store_begin(in->st, STORE_READ));
        enum err e = verify_inside(v, &scratch);
        stmt_done(&v->seals.s);
        if (own) store_rollback(in->st);
        arena_done(&v->tmp);
        *ret_events = v->events;
        if (e != OK) return e;
        return f->n > before ? ERR_CORRUPT : OK;
}
