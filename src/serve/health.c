/* health.c: /healthz for whoever watches from outside, /metrics for this machine only. */
#include "ask/open.h"
#include "serve/serve_in.h"

#define OPEN_KEPT_US  INT64_C(5000000)
#define QUIET_MS      INT64_C(60000) /* the pen's thread goes round each second */
#define METRICS_BYTES (4u << 20)
#define PAGE_BYTES    INT64_C(4096)

/* ---- healthz --------------------------------------------------------------------------------- */

static const char *ill(struct serve *s)
{
        const char *why = pen_trouble(s->pen);
        if (why) return why;
        return pen_quiet_ms(s->pen) > QUIET_MS ? "writer.quiet" : NULL;
}

static enum err healthz(struct web *w)
{
        const char *why = ill(w->site->serve);
        struct str text = why ? str_printf(w->a, "%s\n", why) : S("ok\n");
        web_text(w, why ? 503 : 200, S("text/plain; charset=utf-8"), text);
        if (why) web_put_header(w->a, &w->ans, S("retry-after"), S("5"));
        return OK;
}

/* ---- metrics --------------------------------------------------------------------------------- */

static void gauge(struct buf *out, const char *name, const char *help, int64_t v)
{
        metric_put(out, &(struct metric){ name, "gauge", help }, v);
}

static int64_t resident_bytes(struct arena *a)
{
        struct str s, size, rest, pages;
        int64_t n;
        if (file_read(a, "/proc/self/statm", 4096, &s) != OK) return 0;
        if (!str_cut(s, ' ', &size, &rest) || !str_cut(rest, ' ', &pages, &rest)) return 0;
        return num_parse_i64(pages, 0, INT64_MAX / PAGE_BYTES, &n) == OK ? n * PAGE_BYTES : 0;
}

static void put_open(struct web *w, struct buf *out)
{
        struct open_count *v;
        size_t n;
        static const char name[] = "zhitong_duties_open";
        if (!w->in || !w->in->in.city || web_ask(w) != OK || open_by_colour(&w->ask, &v, &n) != OK)
                return;
        buf_printf(out, "# HELP %s Open duties by ledger and colour.\n# TYPE %s gauge\n", name,
                   name);
        for (size_t i = 0; i < n; i++)
                for (int c = COLOUR_GREEN; c <= COLOUR_RED; c++)
                        buf_printf(out, "%s{ledger=\"%.*s\",colour=\"%.*s\"} %" PRId64 "\n", name,
                                   SP(v[i].l->name), SP(colour_name((enum colour)c)), v[i].n[c]);
}

/* Counting walks through the open duties: once in some seconds, however often it is asked. */
static void put_open_kept(struct web *w, struct open_cache *k, struct buf *out)
{
        int64_t now = metric_clock_us();
        if (pthread_mutex_lock(&k->lock) != 0) BUG("pthread_mutex_lock");
        if (!k->any || now - k->at_us > OPEN_KEPT_US) {
                buf_reset(&k->text);
                put_open(w, &k->text);
                k->at_us = now;
                k->any = true;
        }
        buf_put(out, buf_view(&k->text));
        if (pthread_mutex_unlock(&k->lock) != 0) BUG("pthread_mutex_unlock");
}

static void put_net(struct serve *s, struct buf *out)
{
        struct net_counts n = net_counts(s->net);
        gauge(out, "zhitong_connections", "Connections open now.", n.connections);
        metric_put(out, &(struct metric){ "zhitong_connections_total", "counter", "Accepted." },
                   n.accepted);
        metric_put(out,
                   &(struct metric){ "zhitong_refused_busy_total", "counter",
                                     "Requests answered 503: too much to do." },
                   n.refused_busy);
        metric_put(out,
                   &(struct metric){ "zhitong_refused_bad_total", "counter",
                                     "Requests that were no HTTP, too large or too slow." },
                   n.refused_bad);
        metric_put(out, &(struct metric){ "zhitong_received_bytes_total", "counter", "Bytes in." },
                   n.bytes_in);
        metric_put(out, &(struct metric){ "zhitong_sent_bytes_total", "counter", "Bytes out." },
                   n.bytes_out);
}

static void put_notices(struct serve *s, struct buf *out)
{
        struct notifier_counts n = notifier_count(s->notifier);
        gauge(out, "zhitong_notices_on", "1: notices.yaml names a way out.", n.on);
        gauge(out, "zhitong_notices_waiting", "Notices to be sent.", n.waiting);
        gauge(out, "zhitong_notices_dead", "Notices given up.", n.dead);
        metric_put(out,
                   &(struct metric){ "zhitong_notices_sent_total", "counter",
                                     "Notices that a receiver took." },
                   n.sent);
        metric_put(out,
                   &(struct metric){ "zhitong_notices_failed_total", "counter",
                                     "Tries that no receiver took." },
                   n.failed);
}

static enum err metrics(struct web *w)
{
        struct serve *s = w->site->serve;
        struct str peer = w->q->peer;
        bool local = str_starts(peer, S("127.")) || str_eq(peer, S("::1"));
        if (!local || w->q->https || web_header(w->q, S("x-forwarded-for")).n)
                return FAULT(&w->f, ERR_NOT_FOUND, "metrics.local", STR_NONE, "只在本机可读",
                             "can be read on this machine only");
        struct buf out = { .limit = METRICS_BYTES };
        metrics_put(&s->metrics, &out);
        put_net(s, &out);
        put_notices(s, &out);
        gauge(&out, "zhitong_search_behind", "Events that the search index has not seen yet.",
              indexer_behind(s->indexer));
        gauge(&out, "zhitong_queue", "Requests waiting for a worker.",
              (int64_t)queue_waiting(&s->queue));
        gauge(&out, "zhitong_pen_queue", "Jobs waiting for the writer.",
              (int64_t)pen_waiting(s->pen));
        gauge(&out, "zhitong_writing", "1: writing goes on; 0: it has stopped, see /healthz.",
              pen_trouble(s->pen) == NULL);
        gauge(&out, "zhitong_sessions", "Signed in.", (int64_t)sessions_count(s->site.sessions));
        gauge(&out, "zhitong_looks_waiting", "Looks not yet written.",
              (int64_t)looks_waiting(s->site.looks));
        gauge(&out, "zhitong_wal_bytes", "Size of the write-ahead log.",
              store_wal_bytes(w->desk->st));
        gauge(&out, "zhitong_resident_bytes", "Memory of the process.", resident_bytes(w->a));
        gauge(&out, "zhitong_start_seconds", "When the server started.", s->started.ms / 1000);
        put_open_kept(w, &s->open, &out);
        web_text(w, 200, S("text/plain; version=0.0.4; charset=utf-8"),
                 str_dup(w->a, buf_view(&out)));
        buf_free(&out);
        return OK;
}

/* ---- the tables ------------------------------------------------------------------------------ */

static void fault(struct web *w, enum err e)
{
        int status = w->ans.status ? w->ans.status : web_status(e);
        struct str text = w->f.first ? str_join(w->a, w->f.first->text, S("\n")) : S("-\n");
        web_text(w, status, S("text/plain; charset=utf-8"), text);
}

static const struct web_route healthz_route[] = {
        { WEB_GET, "/healthz", "healthz", DOOR_ANY, 0, WEB_BARE, healthz, NULL },
};
static const struct web_route metrics_route[] = {
        { WEB_GET, "/metrics", "metrics", DOOR_ANY, 0, WEB_BARE, metrics, NULL },
};
const struct web_routes health_sets[HEALTH_SETS] = {
        { SI("/healthz"), healthz_route, LEN(healthz_route), fault, false },
        { SI("/metrics"), metrics_route, LEN(metrics_route), fault, false },
};
