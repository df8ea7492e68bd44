#include "serve/conn.h"

#include "base/time.h"

int64_t net_now_us(void)
{
        struct timespec t;
        (void)clock_gettime(CLOCK_MONOTONIC, &t);
        return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* ---- texts ----------------------------------------------------------------------------------- */

static struct str reason_of(int status)
{
        static const struct {
                int status;
                struct str text;
        } row[] = {
                { 200, SI("OK") },
                { 201, SI("Created") },
                { 204, SI("No Content") },
                { 303, SI("See Other") },
                { 304, SI("Not Modified") },
                { 400, SI("Bad Request") },
                { 401, SI("Unauthorized") },
                { 403, SI("Forbidden") },
                { 404, SI("Not Found") },
                { 405, SI("Method Not Allowed") },
                { 406, SI("Not Acceptable") },
                { 408, SI("Request Timeout") },
                { 409, SI("Conflict") },
                { 412, SI("Precondition Failed") },
                { 413, SI("Content Too Large") },
                { 414, SI("URI Too Long") },
                { 415, SI("Unsupported Media Type") },
                { 417, SI("Expectation Failed") },
                { 422, SI("Unprocessable Content") },
                { 429, SI("Too Many Requests") },
                { 431, SI("Request Header Fields Too Large") },
                { 500, SI("Internal Server Error") },
                { 501, SI("Not Implemented") },
                { 503, SI("Service Unavailable") },
                { 505, SI("HTTP Version Not Supported") },
        };
        for (size_t i = 0; i < LEN(row); i++)
                if (row[i].status == status) return row[i].text;
        return STR_NONE; /* the phrase may be missing (RFC 9112) */
}

static struct str refusal_of(int status)
{
        switch (status) {
        case 405: return S("不支持这种请求方法。\nThis method is not supported.\n");
        case 408: return S("请求发送超时。\nThe request took too long to arrive.\n");
        case 413: return S("请求内容过大。\nThe request is too large.\n");
        case 414: return S("地址过长。\nThe address is too long.\n");
        case 417: return S("不支持所期望的处理方式。\nThe expectation cannot be met.\n");
        case 431: return S("请求头过大。\nThe request's headers are too large.\n");
        case 500: return S("服务器内部出错。\nThe server failed.\n");
        case 501: return S("不支持这种方法或编码。\nThis method or coding is not known.\n");
        case 503: return S("服务器正忙，请稍后再试。\nThe server is busy, try again shortly.\n");
        case 505: return S("只支持 HTTP/1.0 和 1.1。\nOnly HTTP/1.0 and 1.1 are supported.\n");
        default: return S("请求格式有误。\nThe request is malformed.\n");
        }
}

void answer_refusal(struct exchange *x, int status)
{
        web_answer_done(&x->ans);
        x->ans.status = status;
        x->ans.type = S("text/plain; charset=utf-8");
        x->ans.fixed = refusal_of(status);
        web_put_header(&x->a, &x->ans, S("Cache-Control"), S("no-store"));
        if (status == 503) web_put_header(&x->a, &x->ans, S("Retry-After"), S("1"));
        if (status == 405) web_put_header(&x->a, &x->ans, S("Allow"), S("GET, HEAD, POST, DELETE"));
}

/* ---- the head -------------------------------------------------------------------------------- */

static struct str date_now(struct net *n)
{
        static const char week[][4] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
        static const char year[][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
        struct timespec t;
        int y, m, d;
        (void)clock_gettime(CLOCK_REALTIME, &t);
        if (t.tv_sec == n->date_s) return str_c(n->date);
        struct day day = { (int32_t)(t.tv_sec / 86400) };
        int s = (int)(t.tv_sec % 86400);
        day_to_ymd(day, &y, &m, &d);
        (void)snprintf(n->date, sizeof n->date, "%s, %02d %s %04d %02d:%02d:%02d GMT",
                       week[day_weekday(day) - 1], d, year[m - 1], y, s / 3600, s / 60 % 60,
                       s % 60);
        n->date_s = t.tv_sec;
        return str_c(n->date);
}

/* A line end in a name or value would begin a header of somebody else's. */
static void put_clean(struct buf *b, struct str s)
{
        char *to = buf_take(b, s.n);
        for (size_t i = 0; to && i < s.n; i++) {
                unsigned char c = (unsigned char)s.p[i];
                to[i] = (char)((c < 0x20 && c != '\t') || c == 0x7f ? ' ' : c);
        }
}

static void put_header(struct buf *b, struct str name, struct str value)
{
        put_clean(b, name);
        buf_put(b, S(": "));
        put_clean(b, value);
        buf_put(b, S("\r\n"));
}

static int64_t length_of(const struct web_answer *ans)
{
        if (ans->fd >= 0) return ans->fd_bytes;
        return (int64_t)(ans->fixed.n ? ans->fixed.n : ans->body.n);
}

static bool bodiless(int status)
{
        return status == 204 || status == 304;
}

static void put_head(struct conn *c, struct buf *b)
{
        const struct web_answer *ans = &c->x->ans;
        buf_put(b, S("HTTP/1.1 "));
        buf_int(b, ans->status);
        buf_putc(b, ' ');
        buf_put(b, reason_of(ans->status));
        buf_put(b, S("\r\n"));
        put_header(b, S("Date"), date_now(c->net));
        if (!bodiless(ans->status)) {
                buf_put(b, S("Content-Length: "));
                buf_int(b, length_of(ans));
                buf_put(b, S("\r\n"));
        }
        if (ans->type.n) put_header(b, S("Content-Type"), ans->type);
        for (size_t i = 0; i < ans->header_n; i++)
                put_header(b, ans->header[i].name, ans->header[i].value);
        if (c->last) put_header(b, S("Connection"), S("close"));
        else if (c->old) put_header(b, S("Connection"), S("keep-alive"));
        buf_put(b, S("\r\n"));
}

/* What is on its way lives in the arena of the exchange. */
static struct str head_of(struct conn *c)
{
        enum { ANSWER_HEAD_BYTES_MAX = 64 << 10 };
        AUTO(buf_free) struct buf b = { .limit = ANSWER_HEAD_BYTES_MAX };
        put_head(c, &b);
        if (b.err != OK) { /* headers without end: our mistake, not the client's */
                c->last = true;
                answer_refusal(c->x, 500);
                c->x->ans.header_n = 0;
                buf_reset(&b);
                put_head(c, &b);
        }
        return str_dup(&c->x->a, buf_view(&b));
}

/* ---- writing --------------------------------------------------------------------------------- */

void conn_done(struct conn *c)
{
        struct exchange *x = c->x;
        c->x = NULL;
        c->file = NULL;
        c->net->bodies -= c->held;
        c->held = 0;
        x->conn = NULL;
        c->net->o.done(c->net->o.ctx, x);
}

static void finished(struct conn *c)
{
        conn_done(c);
        if (c->last) conn_linger(c);
        else conn_next(c);
}

/* libuv takes buffers it does not write to without const. */
static uv_buf_t buf_of(struct str s)
{
        uv_buf_t b = uv_buf_init(NULL, (unsigned)s.n);
        memcpy(&b.base, &s.p, sizeof b.base);
        return b;
}

static void write_some(struct conn *c, const uv_buf_t *bufs, unsigned n, uv_write_cb then)
{
        c->req.write.data = c;
        if (uv_write(&c->req.write, &c->u.stream, bufs, n, then)) {
                conn_close(c);
                return;
        }
        c->waiting = uv_stream_get_write_queue_size(&c->u.stream);
}

static void file_read_on(struct conn *c);

static void on_chunk_written(uv_write_t *req, int status)
{
        struct conn *c = req->data;
        if (status < 0) {
                conn_close(c);
                return;
        }
        if (c->state == CONN_CLOSED) return;
        atomic_fetch_add(&c->net->count.bytes_out, (int64_t)c->file->fs.result);
        c->file->at += c->file->fs.result;
        conn_move(c, CONN_WRITING);
        if (c->file->at >= c->x->ans.fd_bytes) finished(c);
        else file_read_on(c);
}

static void on_chunk_read(uv_fs_t *fs)
{
        struct conn *c = fs->data;
        ssize_t got = fs->result;
        uv_fs_req_cleanup(fs);
        c->fs_busy = false;
        if (c->state == CONN_CLOSED) {
                conn_release(c);
                return;
        }
        if (got <= 0) { /* shorter than was told: the client must not take it for whole */
                conn_close(c);
                return;
        }
        uv_buf_t b = uv_buf_init(c->file->bytes, (unsigned)got);
        write_some(c, &b, 1, on_chunk_written);
}

static void file_read_on(struct conn *c)
{
        struct conn_file *f = c->file;
        int64_t left = c->x->ans.fd_bytes - f->at;
        uv_buf_t b = uv_buf_init(f->bytes,
                                 (unsigned)(left < SEND_CHUNK_BYTES ? left : SEND_CHUNK_BYTES));
        f->fs.data = c;
        c->fs_busy = true;
        if (uv_fs_read(&c->net->loop, &f->fs, c->x->ans.fd, &b, 1, f->at, on_chunk_read) == 0)
                return;
        c->fs_busy = false;
        conn_close(c);
}

static void on_written(uv_write_t *req, int status)
{
        struct conn *c = req->data;
        if (status < 0) { /* gone, or closed by the sweep */
                conn_close(c);
                return;
        }
        if (c->state == CONN_CLOSED) return;
        const struct exchange *x = c->x;
        bool body = x->q.method != WEB_HEAD && !bodiless(x->ans.status);
        if (!body || x->ans.fd < 0 || x->ans.fd_bytes == 0) {
                finished(c);
                return;
        }
        c->file = ARENA_NEW(&c->x->a, struct conn_file, 1);
        c->file->bytes = ARENA_NEW(&c->x->a, char, SEND_CHUNK_BYTES);
        conn_move(c, CONN_WRITING);
        file_read_on(c);
}

void conn_write(struct conn *c)
{
        struct exchange *x = c->x;
        if (x->ans.status == 0 || x->ans.body.err != OK) answer_refusal(x, 500);
        c->last = x->close || (c->eof && c->rest.n == 0) || (c->net->stopping && !c->net->keep);
        conn_move(c, CONN_WRITING);
        struct str head = head_of(c);
        const struct web_answer *ans = &x->ans;
        struct str body = ans->fixed.n ? ans->fixed : buf_view(&ans->body);
        bool none = x->q.method == WEB_HEAD || bodiless(ans->status) || ans->fd >= 0;
        uv_buf_t bufs[2] = { buf_of(head), buf_of(none ? STR_NONE : body) };
        atomic_fetch_add(&c->net->count.bytes_out, (int64_t)(bufs[0].len + bufs[1].len));
        write_some(c, bufs, bufs[1].len ? 2 : 1, on_written);
}

void exchange_free(struct exchange *x)
{
        struct arena a = x->a;
        web_answer_done(&x->ans);
        buf_free(&x->head);
        buf_free(&x->in);
        arena_done(&a);
}
