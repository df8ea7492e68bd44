#include "web/browser.h"

#include "base/err.h"

struct sign {
        struct str in, word;
};

/* The first that is found: nearly all say Chrome and Safari too, and Android says Linux. */
static const struct sign browsers[] = {
        { SI("MicroMessenger/"), SI("WeChat") },
        { SI("DingTalk/"), SI("DingTalk") },
        { SI("QQBrowser/"), SI("QQ Browser") },
        { SI("HuaweiBrowser/"), SI("Huawei Browser") },
        { SI("MiuiBrowser/"), SI("Mi Browser") },
        { SI("UCBrowser/"), SI("UC Browser") },
        { SI("SamsungBrowser/"), SI("Samsung Internet") },
        { SI("Edg/"), SI("Edge") },
        { SI("EdgA/"), SI("Edge") },
        { SI("EdgiOS/"), SI("Edge") },
        { SI("OPR/"), SI("Opera") },
        { SI("Firefox/"), SI("Firefox") },
        { SI("FxiOS/"), SI("Firefox") },
        { SI("Chrome/"), SI("Chrome") },
        { SI("CriOS/"), SI("Chrome") },
        { SI("Safari/"), SI("Safari") },
};
static const struct sign systems[] = {
        { SI("HarmonyOS"), SI("HarmonyOS") }, { SI("Android"), SI("Android") },
        { SI("iPhone"), SI("iPhone") },       { SI("iPad"), SI("iPad") },
        { SI("Windows"), SI("Windows") },     { SI("Macintosh"), SI("macOS") },
        { SI("Linux"), SI("Linux") },
};

static struct str word_of(const struct sign *v, size_t n, struct str text)
{
        size_t at;
        for (size_t i = 0; i < n; i++)
                if (str_find(text, v[i].in, &at)) return v[i].word;
        return STR_NONE;
}

struct str browser_words(struct arena *a, struct str user_agent)
{
        struct str browser = word_of(browsers, LEN(browsers), user_agent);
        struct str on = word_of(systems, LEN(systems), user_agent);
        if (browser.n == 0 || on.n == 0) return browser;
        return str_printf(a, "%.*s, %.*s", SP(browser), SP(on));
}
