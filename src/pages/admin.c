/* admin.c: the routes of the administration pages. Who may: as web/administer.h says; a test holds
 * the two together. */
#include "pages/admin.h"

#define ANYONE(method, pattern, name, run)                                                         \
        {                                                                                          \
                method, pattern, name, DOOR_SIGNED, 0, 0, run, NULL                                \
        }
#define ROLES(method, pattern, name, roles, flags, run, after)                                     \
        {                                                                                          \
                method, pattern, name, DOOR_ROLE, roles, flags, run, after                         \
        }
#define SYSTEM   WEB_ROLE(SYSTEM)
#define SECURITY WEB_ROLE(SECURITY)
#define AUDIT    WEB_ROLE(AUDIT)

const struct web_route admin_routes[] = {
        ANYONE(WEB_GET, "/app/offices", "app.offices", admin_offices_page),
        ROLES(WEB_POST, "/app/offices", "app.offices.import", SYSTEM, WEB_FORM,
              admin_offices_import, admin_offices_imported),
        ANYONE(WEB_GET, "/app/definitions", "app.definitions", admin_definitions_page),
        ANYONE(WEB_GET, "/app/definitions/{ledger}", "app.definition", admin_definition_page),
        ANYONE(WEB_GET, "/app/calendar", "app.calendar", admin_calendar_page),
        ROLES(WEB_POST, "/app/calendar", "app.calendar.import", SYSTEM, WEB_FORM,
              admin_calendar_import, admin_calendar_imported),
        ROLES(WEB_GET, "/app/accounts", "app.accounts", SYSTEM | SECURITY | AUDIT, 0,
              admin_accounts_page, NULL),
        ROLES(WEB_POST, "/app/accounts", "app.accounts.add", SYSTEM, WEB_FORM, admin_accounts_add,
              admin_accounts_added),
        ROLES(WEB_GET, "/app/accounts/{login}", "app.account", SYSTEM | SECURITY | AUDIT, 0,
              admin_account_page, NULL),
        ROLES(WEB_POST, "/app/accounts/{login}/posts", "app.account.posts", SECURITY, WEB_FORM,
              admin_account_posts_set, admin_account_acted),
        ROLES(WEB_POST, "/app/accounts/{login}/stand-in", "app.account.stand", SYSTEM, WEB_FORM,
              admin_account_stand, admin_account_acted),
        ROLES(WEB_POST, "/app/accounts/{login}/stand-in-end", "app.account.stand_end", SYSTEM,
              WEB_FORM, admin_account_stand_end, admin_account_acted),
        ROLES(WEB_POST, "/app/accounts/{login}/{act}", "app.account.act", SECURITY, WEB_FORM,
              admin_account_act, admin_account_acted),
        ROLES(WEB_GET, "/app/verify", "app.verify", AUDIT | WEB_ROLE(AUDITOR), 0, admin_verify_page,
              NULL),
        ROLES(WEB_GET, "/app/looks", "app.looks", AUDIT, 0, admin_looks_page, NULL),
        ROLES(WEB_GET, "/app/signins", "app.signins", AUDIT, 0, admin_signins_page, NULL),
        ROLES(WEB_GET, "/app/links", "app.links", AUDIT, 0, admin_links_page, NULL),
        ROLES(WEB_GET, "/app/operation", "app.operation", SYSTEM, 0, admin_operation_page, NULL),
        ROLES(WEB_GET, "/app/notices", "app.notices", SYSTEM, 0, admin_notices_page, NULL),
        ROLES(WEB_POST, "/app/notices", "app.notices.retry", SYSTEM, WEB_FORM, admin_notices_retry,
              NULL),
};
const size_t admin_routes_n = LEN(admin_routes);
