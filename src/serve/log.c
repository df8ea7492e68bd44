/* log.c: one line a request: names of routes, never paths; no bodies, cookies, tokens, codes. */
#include "serve/serve_in.h"

#define LOG_FLUSH_BYTES (8u << 10)

void serve_log_flush(struct serve *s)
{
        struct str rest = buf_view(&s->log);
        while (rest.n && s->o->log_fd >= 0) {
                ssize_t n = write(s->o->log_fd, rest.p, rest.n);
                if (n <= 0) break; /* nobody reads: lines are lost, requests are not */
                rest = str_from(rest, (size_t)n);
        }
        buf_reset(&s->log);
}

static const char *mistake(const struct exchange *x)
{
        const struct web *w = x->own;
        if (!w) return "-";
        if (w->f.first) return w->f.first->code;
        return "-";
}

static int64_t body_bytes(const struct web_answer *a)
{
        if (a->fd >= 0) return a->fd_bytes;
        return (int64_t)(a->fixed.p ? a->fixed.n : a->body.n);
}

static void put_us(struct buf *b, const char *name, int64_t us)
{
        buf_printf(b, " %s=%" PRId64 ".%03" PRId64, name, us / 1000, us % 1000);
}

void serve_log(struct serve *s, const struct exchange *x)
{
        char at[40];
        struct sys real = sys_real();
        int64_t us = (x->answered_us ? x->answered_us : metric_clock_us()) - x->began_us;
        if (us < 0) us = 0;
        metrics_request(&s->metrics, x->route, x->ans.status, us);
        if (s->o->log_fd < 0) return;
        struct buf *b = &s->log;
        buf_printf(b,
                   "time=%.*s id=%" PRId64 " who=%" PRId64 " method=%.*s route=%.*s status=%d "
                   "err=%s",
                   SP(moment_format(real.now(real.ctx), s->zone, at)), x->q.id, x->account,
                   SP(web_method_name(x->q.method)), SP(x->route.n ? x->route : S("-")),
                   x->ans.status, mistake(x));
        put_us(b, "ms", us);
        buf_printf(b, " arena_kb=%zu", x->a.used >> 10);
        put_us(b, "db_ms", x->db_us);
        buf_printf(b, " bytes=%" PRId64 "%s\n", body_bytes(&x->ans), x->gone ? " gone=yes" : "");
        if (b->n >= LOG_FLUSH_BYTES) serve_log_flush(s);
}
