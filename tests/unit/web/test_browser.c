/* A browser in words: those that people have, by their own User-Agents; and nothing else comes out. */
#include "web/browser.h"

#include "base/err.h"
#include "lib/t.h"

TEST(browser_in_words)
{
        static const struct {
                struct str agent, want;
        } row[] = {
                { SI("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"),
                  SI("Firefox, Windows") },
                { SI("Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0"),
                  SI("Firefox, Linux") },
                { SI("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
                     "Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0"),
                  SI("Edge, Windows") },
                { SI("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like "
                     "Gecko) Version/17.5 Safari/605.1.15"),
                  SI("Safari, macOS") },
                { SI("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, "
                     "like Gecko) CriOS/126.0 Mobile/15E148 Safari/604.1"),
                  SI("Chrome, iPhone") },
                { SI("Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) "
                     "Version/4.0 Chrome/126.0 Mobile Safari/537.36 MicroMessenger/8.0.49"),
                  SI("WeChat, Android") },
                { SI("Mozilla/5.0 (Linux; Android 12; HarmonyOS; NOH-AN00) AppleWebKit/537.36 (KHTML, like "
                     "Gecko) Chrome/114.0 HuaweiBrowser/15.0 Mobile Safari/537.36"),
                  SI("Huawei Browser, HarmonyOS") },
                { SI("Firefox/1"), SI("Firefox") }, /* the system is not told */
                { SI("Windows NT 10.0"), SI("") },
                { SI("curl/8.5.0"), SI("") },
                { SI("<b>Firefox</b>"), SI("") },
                { SI(""), SI("") },
        };
        AUTO(arena_done) struct arena a = { 0 };
        for (size_t i = 0; i < LEN(row); i++) {
                struct str got = browser_words(&a, row[i].agent);
                CHECK_STR(i, got, row[i].want.p);
        }
}
