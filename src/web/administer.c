#include "web/administer.h"

struct may {
        unsigned roles;
        struct str zh, en;
};
#define ALL (WEB_ROLE(SYSTEM) | WEB_ROLE(SECURITY) | WEB_ROLE(AUDIT))

static const struct may rows[] = {
        [ADMINISTER_OFFICES] = { WEB_ROLE(SYSTEM), SI("导入单位"), SI("Import offices") },
        [ADMINISTER_CALENDARS] = { WEB_ROLE(SYSTEM), SI("日历"), SI("Calendars") },
        [ADMINISTER_DEFINITIONS] = { WEB_ROLE(SYSTEM), SI("定义"), SI("Definitions") },
        [ADMINISTER_ADD] = { WEB_ROLE(SYSTEM), SI("新增账号"), SI("Add accounts") },
        [ADMINISTER_POSTS] = { WEB_ROLE(SECURITY), SI("岗位"), SI("Posts") },
        [ADMINISTER_STAND] = { WEB_ROLE(SYSTEM), SI("代理"), SI("Stand-ins") },
        [ADMINISTER_DISABLE] = { WEB_ROLE(SECURITY), SI("停用与启用账号"),
                                 SI("Disable and enable accounts") },
        [ADMINISTER_RESET] = { WEB_ROLE(SECURITY), SI("重置口令"), SI("Reset passwords") },
        [ADMINISTER_UNLOCK] = { WEB_ROLE(SECURITY), SI("解锁账号"), SI("Unlock accounts") },
        [ADMINISTER_LOOKS] = { WEB_ROLE(AUDIT), SI("查阅记录"), SI("Who looked at what") },
        [ADMINISTER_SIGNINS] = { WEB_ROLE(AUDIT), SI("登录记录"), SI("Sign-ins") },
        [ADMINISTER_LINKS] = { WEB_ROLE(AUDIT), SI("已发链接"), SI("Links issued") },
        [ADMINISTER_VERIFY] = { WEB_ROLE(AUDIT) | WEB_ROLE(AUDITOR), SI("核验"), SI("Verify") },
        [ADMINISTER_PUBLISHED] = { WEB_ROLE(AUDIT) | WEB_ROLE(AUDITOR), SI("已发布的通报"),
                                   SI("Published bulletins") },
        [ADMINISTER_ACCOUNTS] = { ALL, SI("账号"), SI("Accounts") },
};
_Static_assert(LEN(rows) == ADMINISTER_COUNT, "a row for each");

unsigned administer_roles(enum administer what)
{
        ASSERT(what < ADMINISTER_COUNT);
        return rows[what].roles;
}

bool web_may_administer(const struct web *w, enum administer what)
{
        return !w->who.half && web_holds(w, administer_roles(what));
}

struct str administer_name(enum administer what, enum lang lang)
{
        ASSERT(what < ADMINISTER_COUNT);
        return lang == LANG_ZH ? rows[what].zh : rows[what].en;
}
