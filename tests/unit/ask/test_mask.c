#include "ask/mask.h"

#include "base/err.h"
#include "lib/t.h"

TEST(mask_hides_the_middle)
{
        static const struct {
                const char *text, *want;
        } row[] = {
                { "13812345678", "138****5678" },
                { "+86 138-1234-5678", "861****5678" },
                { "0738-8235595", "073****5595" },
                { "8235595", "823****595" },
                { "431302199001011234", "431302********1234" },
                { "43130219900101123X", "431302********123X" },
                { "王小明", "王**" },
                { "欧阳 娜娜", "欧**" },
                { "Smith", "S**" },
                { "12", "1**" },
                { "6222020200112233445", "6222********3445" },
                { "  ", "" },
                { "", "" },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                AUTO(arena_done) struct arena a = { 0 };
                CHECK_STR(i, mask_text(&a, str_c(row[i].text)), row[i].want);
        }
}

TEST(mask_of_a_person)
{
        static const struct {
                const char *json, *want, *bare;
        } row[] = {
                { "{\"name\":\"王小明\",\"phone\":\"13812345678\"}", "王** 138****5678",
                  "王小明 13812345678" },
                { "{\"name\":\"王小明\",\"phone\":\"\"}", "王**", "王小明" },
                { "{}", "", "" },
                { "王小明", "王**", "王小明" },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                AUTO(arena_done) struct arena a = { 0 };
                CHECK_STR(i, mask_person(&a, str_c(row[i].json)), row[i].want);
                CHECK_STR(i, bare_person(&a, str_c(row[i].json)), row[i].bare);
        }
}
