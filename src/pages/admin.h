/* admin.h: what the files of the administration pages share (inside pages/). */
#ifndef ZT_PAGES_ADMIN_H
#define ZT_PAGES_ADMIN_H

#include "pages/staff.h"
#include "web/administer.h"

enum err admin_offices_page(struct web *w);
enum err admin_offices_import(struct web *w);
enum err admin_offices_imported(struct web *w);
enum err admin_definitions_page(struct web *w);
enum err admin_definition_page(struct web *w);
enum err admin_calendar_page(struct web *w);
enum err admin_calendar_import(struct web *w);
enum err admin_calendar_imported(struct web *w);
enum err admin_verify_page(struct web *w);
enum err admin_looks_page(struct web *w);
enum err admin_signins_page(struct web *w);
enum err admin_links_page(struct web *w);
enum err admin_operation_page(struct web *w);
enum err admin_notices_page(struct web *w);
enum err admin_notices_retry(struct web *w);
enum err admin_accounts_page(struct web *w);
enum err admin_accounts_add(struct web *w);
enum err admin_accounts_added(struct web *w);
enum err admin_account_page(struct web *w);
enum err admin_account_posts_set(struct web *w);
enum err admin_account_act(struct web *w);
enum err admin_account_stand(struct web *w);
enum err admin_account_stand_end(struct web *w);
enum err admin_account_acted(struct web *w);

#endif
