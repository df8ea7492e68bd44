#include "pages/page.h"

/* One prefix: of the routes of all of them the one that fits most closely is taken. */
void page_sets(struct web_routes out[static PAGE_SETS])
{
        const struct web_routes all[] = {
                { .v = public_routes, .n = public_routes_n },
                { .v = sign_routes, .n = sign_routes_n },
                { .v = staff_routes, .n = staff_routes_n },
                { .v = admin_routes, .n = admin_routes_n },
                { .v = asset_routes, .n = asset_routes_n },
        };
        _Static_assert(LEN(all) == PAGE_SETS, "the number of sets is in page.h");
        for (size_t i = 0; i < PAGE_SETS; i++) {
                out[i] = all[i];
                out[i].prefix = S("/");
                out[i].fault = page_fault;
        }
}
