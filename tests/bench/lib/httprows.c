#include "bench/lib/httprows.h"

#define FIELDS 7

static size_t spread(int64_t n, uint64_t of, size_t among)
{
        uint64_t state = (uint64_t)n * 0x9e3779b97f4a7c15u + of + 1;
        (void)bench_random(&state);
        return (size_t)(bench_random(&state) >> 11) % among;
}

static void learn_list(struct intake *x, const struct city *city, struct str name, struct str **ret,
                       size_t *ret_n)
{
        const struct list *l = &city->lists[city_list(city, name)];
        size_t cap = 0;
        for (size_t i = 0; i < l->n; i++)
                if (!l->tree || l->c[i].parent >= 0)
                        *ARENA_PUSH(&x->a, *ret, *ret_n, cap) = str_dup(&x->a, l->c[i].code);
}

void intake_learn(struct intake *x, const struct inforce *in)
{
        size_t cap = 0;
        learn_list(x, in->city, S("channels"), &x->channel, &x->channel_n);
        learn_list(x, in->city, S("topics"), &x->topic, &x->topic_n);
        for (size_t i = 0; i < in->offices.n; i++)
                if (in->offices.o[i].spans[0].level == LEVEL_VILLAGE)
                        *ARENA_PUSH(&x->a, x->place, x->place_n, cap) =
                                str_dup(&x->a, in->offices.o[i].code);
        x->account = account_find(&in->accounts, S(INTAKE_LOGIN));
        if (x->account < 0 || !x->channel_n || !x->topic_n || !x->place_n)
                bench_fail(NULL, "what the bench's city has");
}

static struct str words(struct arena *a, int64_t n, size_t pieces)
{
        static const char *const word[] = {
                "门前路灯已坏半月，夜间出行不便", "小区二次供水水压不足",
                "营业执照变更材料三次退回",       "工地夜间施工，附近居民无法休息",
                "乡道路面塌陷，校车绕行",         "园区用电增容申请没有回音",
                "惠企补贴公示后迟迟未到账",       "请有关单位尽快处理并告知结果",
        };
        struct str out = STR_NONE;
        for (size_t i = 0; i < pieces; i++)
                out = str_printf(a, "%.*s%s%s", SP(out), i ? "；" : "",
                                 word[spread(n, 10 + i, LEN(word))]);
        return out;
}

static void fields(const struct intake *x, struct arena *a, int64_t n,
                   struct input in[static FIELDS])
{
        in[0] = (struct input){ S("title"), words(a, n, 1) };
        in[1] = (struct input){ S("body"), words(a, n, 2 + spread(n, 1, 5)) };
        in[2] = (struct input){ S("channel"), x->channel[spread(n, 2, x->channel_n)] };
        in[3] = (struct input){ S("topic"), x->topic[spread(n, 3, x->topic_n)] };
        in[4] = (struct input){ S("urgent"), spread(n, 4, 20) ? S("false") : S("true") };
        in[5] = (struct input){ S("place"), x->place[spread(n, 5, x->place_n)] };
        in[6] = (struct input){ S("contact"), S("李先生,13000000002") };
}

void intake_requests(struct intake *x, struct arena *a, struct request *r, int64_t n, size_t count)
{
        for (size_t i = 0; i < count; i++) {
                struct input *in = ARENA_NEW(a, struct input, FIELDS);
                fields(x, a, n + (int64_t)i, in);
                r[i] = (struct request){ .ledger = S("request") };
                r[i].cmd = (struct command){ .who = { .account = x->account, .via = VIA_API },
                                             .step = S("receive"),
                                             .day = DAY_NONE,
                                             .version = -1,
                                             .in = in,
                                             .in_n = FIELDS };
        }
}

void intake_post(void *ctx, int64_t n, struct buf *out)
{
        struct intake *x = ctx;
        struct arena a = { 0 };
        struct buf body = { .limit = 64u << 10 };
        struct input in[FIELDS];
        struct jout j;
        fields(x, &a, n, in);
        jout_init(&j, &body, false);
        jout_open(&j, '{');
        jout_key(&j, S("fields"));
        jout_open(&j, '{');
        for (size_t i = 0; i < FIELDS; i++) {
                if (str_eq(in[i].name, S("urgent")))
                        jout_key_bool(&j, in[i].name, str_eq(in[i].text, S("true")));
                else jout_key_text(&j, in[i].name, in[i].text);
        }
        jout_close(&j);
        jout_close(&j);
        buf_printf(out,
                   "POST /api/v1/ledgers/request/records HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                   "Authorization: Bearer %.*s\r\nContent-Type: application/json\r\n"
                   "Content-Length: %zu\r\n\r\n",
                   SP(x->token), body.n);
        buf_put(out, buf_view(&body));
        buf_free(&body);
        arena_done(&a);
}
