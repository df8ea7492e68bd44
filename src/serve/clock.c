/* clock.c: the clock of a demo city that is served. */
#include "serve/serve_in.h"

static struct moment demo_now(void *ctx)
{
        struct demo_clock *c = ctx;
        struct sys real = sys_real();
        struct moment m = real.now(real.ctx);
        m.ms += atomic_load(&c->ahead_ms);
        return m;
}

static int64_t demo_boot(void *ctx)
{
        (void)ctx;
        struct sys real = sys_real();
        return real.boot_ms(real.ctx);
}

static void demo_random(void *ctx, void *out, size_t n)
{
        (void)ctx;
        struct sys real = sys_real();
        real.random(real.ctx, out, n);
}

struct sys demo_sys(struct demo_clock *c)
{
        return (struct sys){ c, demo_now, demo_boot, demo_random };
}

void demo_follow(struct demo_clock *c, struct moment at)
{
        struct sys real = sys_real();
        int64_t ahead = at.ms - real.now(real.ctx).ms;
        if (moment_is(at) && ahead > atomic_load(&c->ahead_ms)) atomic_store(&c->ahead_ms, ahead);
}
