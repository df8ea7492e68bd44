#include "serve/metrics.h"

#include <time.h>

/* Upper bounds of the steps: milliseconds in microseconds, and sizes of groups. */
static const int64_t step_us[METRIC_STEPS] = { 500,   1000,   2500,   5000,   10000,   25000,
                                               50000, 100000, 250000, 500000, 1000000, 5000000 };
static const int64_t step_size[METRIC_STEPS] = { 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 768, 1024 };

int64_t metric_clock_us(void)
{
        struct timespec now;
        if (clock_gettime(CLOCK_MONOTONIC, &now) != 0) BUG("clock_gettime");
        return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void lock(struct metrics *m)
{
        if (pthread_mutex_lock(&m->lock) != 0) BUG("pthread_mutex_lock");
}

static void unlock(struct metrics *m)
{
        if (pthread_mutex_unlock(&m->lock) != 0) BUG("pthread_mutex_unlock");
}

void metrics_init(struct metrics *m)
{
        *m = (struct metrics){ .backup_at = MOMENT_NONE };
        if (pthread_mutex_init(&m->lock, NULL) != 0) BUG("pthread_mutex_init");
}

void metrics_done(struct metrics *m)
{
        (void)pthread_mutex_destroy(&m->lock);
}

static void add(struct histogram *h, const int64_t *step, int64_t v)
{
        size_t i = 0;
        while (i < METRIC_STEPS && v > step[i]) i++;
        h->n[i]++;
        h->count++;
        h->sum_us += v;
}

static struct metric_row *row_of(struct metrics *m, struct str route, int status)
{
        for (size_t i = 0; i < m->rows; i++)
                if (m->row[i].status == status && str_eq(m->row[i].route, route)) return &m->row[i];
        if (m->rows == METRIC_ROWS) return NULL;
        m->row[m->rows] = (struct metric_row){ route, status, 0 };
        return &m->row[m->rows++];
}

void metrics_request(struct metrics *m, struct str route, int status, int64_t us)
{
        lock(m);
        struct metric_row *r = row_of(m, route, status);
        if (r) r->n++;
        m->requests++;
        add(&m->request, step_us, us);
        unlock(m);
}

void metrics_group(struct metrics *m, size_t commands, int64_t us)
{
        lock(m);
        add(&m->commit, step_us, us);
        add(&m->size, step_size, (int64_t)commands);
        unlock(m);
}

void metrics_more(struct metrics *m, int64_t *member)
{
        lock(m);
        (*member)++;
        unlock(m);
}

void metrics_lag(struct metrics *m, int64_t us)
{
        lock(m);
        m->lag_us = us;
        if (us > m->lag_max_us) m->lag_max_us = us;
        unlock(m);
}

void metrics_backup(struct metrics *m, bool good, struct moment at)
{
        lock(m);
        if (good) m->backups++;
        else m->backups_failed++;
        if (good) m->backup_at = at;
        unlock(m);
}

/* ---- out ------------------------------------------------------------------------------------- */

static void head(struct buf *out, const struct metric *x)
{
        buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n", x->name, x->help, x->name, x->type);
}

void metric_put(struct buf *out, const struct metric *x, int64_t v)
{
        head(out, x);
        buf_printf(out, "%s %" PRId64 "\n", x->name, v);
}

static void seconds(struct buf *out, int64_t us)
{
        buf_printf(out, "%" PRId64 ".%06" PRId64, us / 1000000, us % 1000000);
}

static void put_seconds(struct buf *out, const struct metric *x, int64_t us)
{
        head(out, x);
        buf_printf(out, "%s ", x->name);
        seconds(out, us);
        buf_putc(out, '\n');
}

static void put_histogram(struct buf *out, const struct metric *x, const struct histogram *h,
                          const int64_t *step)
{
        int64_t n = 0;
        bool time = step == step_us;
        head(out, x);
        for (size_t i = 0; i < METRIC_STEPS; i++) {
                n += h->n[i];
                buf_printf(out, "%s_bucket{le=\"", x->name);
                if (time) seconds(out, step[i]);
                else buf_int(out, step[i]);
                buf_printf(out, "\"} %" PRId64 "\n", n);
        }
        buf_printf(out, "%s_bucket{le=\"+Inf\"} %" PRId64 "\n%s_sum ", x->name, h->count, x->name);
        if (time) seconds(out, h->sum_us);
        else buf_int(out, h->sum_us);
        buf_printf(out, "\n%s_count %" PRId64 "\n", x->name, h->count);
}

static void put_rows(const struct metrics *m, struct buf *out)
{
        const struct metric x = { "zhitong_requests_total", "counter",
                                  "Requests answered, by route and status." };
        int64_t told = 0;
        head(out, &x);
        for (size_t i = 0; i < m->rows; i++) {
                const struct metric_row *r = &m->row[i];
                buf_printf(out, "%s{route=\"%.*s\",status=\"%d\"} %" PRId64 "\n", x.name,
                           SP(r->route.n ? r->route : S("none")), r->status, r->n);
                told += r->n;
        }
        if (told < m->requests)
                buf_printf(out, "%s{route=\"other\",status=\"0\"} %" PRId64 "\n", x.name,
                           m->requests - told);
}

static void put_backups(const struct metrics *m, struct buf *out)
{
        metric_put(out,
                   &(struct metric){ "zhitong_backups_total", "counter", "Scheduled backups." },
                   m->backups);
        metric_put(out,
                   &(struct metric){ "zhitong_backups_failed_total", "counter",
                                     "Scheduled backups that failed." },
                   m->backups_failed);
        metric_put(out,
                   &(struct metric){ "zhitong_backup_last_seconds", "gauge",
                                     "When the last good backup was made, 0: none yet." },
                   moment_is(m->backup_at) ? m->backup_at.ms / 1000 : 0);
}

void metrics_put(struct metrics *m, struct buf *out)
{
        lock(m);
        put_rows(m, out);
        put_histogram(out,
                      &(struct metric){ "zhitong_request_seconds", "histogram",
                                        "From the first byte of a request to its answer." },
                      &m->request, step_us);
        put_histogram(out,
                      &(struct metric){ "zhitong_commit_seconds", "histogram",
                                        "A group of commands, commit and fsync included." },
                      &m->commit, step_us);
        put_histogram(out,
                      &(struct metric){ "zhitong_group_commands", "histogram",
                                        "Commands of one commit." },
                      &m->size, step_size);
        metric_put(out,
                   &(struct metric){ "zhitong_admin_jobs_total", "counter",
                                     "Administrative changes." },
                   m->admin_jobs);
        metric_put(out,
                   &(struct metric){ "zhitong_turns_total", "counter",
                                     "Turns at writing of the command line." },
                   m->turns);
        metric_put(out,
                   &(struct metric){ "zhitong_beside_failed_total", "counter",
                                     "Sessions or looks that could not be written at the time." },
                   m->flush_failed);
        put_seconds(out,
                    &(struct metric){ "zhitong_timer_lag_seconds", "gauge",
                                      "How late the timer's last tick was." },
                    m->lag_us);
        put_seconds(out,
                    &(struct metric){ "zhitong_timer_lag_max_seconds", "gauge",
                                      "The latest the timer has ever been." },
                    m->lag_max_us);
        put_backups(m, out);
        unlock(m);
}
