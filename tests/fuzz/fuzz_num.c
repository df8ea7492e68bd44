/* First byte: digits and rule; then text, or 16 bytes of two numbers. What parses is formatted back
 * to itself; a ratio is as near to the true one as its rule says. */
#include "base/num.h"
#include "fuzz.h"

#include <string.h>

#include "base/buf.h"

static void try_text(struct str s, int digits)
{
        int64_t v = 4711, again = 4711;
        char out[24];
        if (num_parse_i64(s, -1000, 1000, &v) == OK) ASSERT(v >= -1000 && v <= 1000);
        else ASSERT(v == 4711);
        v = 4711;
        if (num_parse_i64(s, INT64_MIN, INT64_MAX, &v) == OK) {
                AUTO(buf_free) struct buf b = { .limit = 24 };
                buf_int(&b, v);
                ASSERT(num_parse_i64(buf_view(&b), v, v, &again) == OK && again == v);
        }
        v = 4711;
        if (num_parse_scaled(s, digits, &v) != OK) {
                ASSERT(v == 4711);
                return;
        }
        struct str text = num_format_scaled(v, digits, out);
        ASSERT(num_parse_scaled(text, digits, &again) == OK && again == v);
}

static void try_ratio(const uint8_t *data, int digits, enum round rule)
{
        int64_t n, d, q = 4711;
        __extension__ typedef __int128 wide;
        memcpy(&n, data, 8);
        memcpy(&d, data + 8, 8);
        int64_t sum = 0, product = 0;
        if (num_add(n, d, &sum) == OK) ASSERT((wide)n + d == sum);
        if (num_mul(n, d, &product) == OK) ASSERT((wide)n * d == product);
        if (d == 0) return;
        wide num = n;
        for (int i = 0; i < digits; i++) num *= 10;
        if (num_ratio(n, d, digits, rule, &q) != OK) {
                wide most = INT64_MAX, size = num / d;
                ASSERT(q == 4711 && (size >= most || size <= -most));
                return;
        }
        wide off = num - (wide)q * d, size = d; /* |off| / |d| is the error in last digits */
        if (off < 0) off = -off;
        if (size < 0) size = -size;
        if (rule == ROUND_DOWN) ASSERT(off < size && (q == 0 || (q < 0) == ((num < 0) != (d < 0))));
        else ASSERT(off * 2 <= size);
        if (rule == ROUND_HALF_EVEN && off * 2 == size) ASSERT(q % 2 == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        if (size == 0) return 0;
        int digits = data[0] % 10;
        try_text((struct str){ (const char *)data + 1, size - 1 }, digits);
        if (size >= 17) try_ratio(data + 1, digits, (enum round)(data[0] / 10 % 3));
        unsigned char bytes[4];
        if (num_parse_hex((struct str){ (const char *)data, size }, bytes, 4) == OK)
                ASSERT(size == 8);
        return 0;
}
