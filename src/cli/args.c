#include "cli/args.h"

#include "cli/cli.h"

#define TEXT(lit)                                                                                  \
        {                                                                                          \
                "" lit, sizeof(lit) - 1                                                            \
        }

const struct opt_def opt_defs[OPT_N] = {
#define O(id, name, value, zh, en) [OPT_##id] = { TEXT(name), TEXT(value), TEXT(zh), TEXT(en) }
        O(JSON, "json", "", "结果与错误用 JSON", "answers and errors in JSON"),
        O(LANG, "lang", "zh|en", "语言（否则看 ZHITONG_LANG、LANG）",
          "language (else ZHITONG_LANG, LANG)"),
        O(HELP, "help", "", "本命令的说明", "this command's help"),
        O(NOW, "now", "TIME", "演示城市的现在时刻，如 \"2022-08-22 18:00\"（仅演示城市）",
          "what time it is, as \"2022-08-22 18:00\" (demo cities only)"),
        O(AS, "as", "LOGIN", "以此账号的身份（requester：诉求人）",
          "in the name of this account (requester: somebody without one)"),
        O(NAME, "name", "NAME", "城市代码：小写字母、数字、连字符",
          "the city's code: small letters, digits, hyphens"),
        O(ZONE, "zone", "ZONE", "时区，如 Asia/Shanghai（默认）、+08:00",
          "time zone, as Asia/Shanghai (default) or +08:00"),
        O(DEMO, "demo", "", "建好演示城市：单位、账号、五个月的事项",
          "the demo city: offices, accounts, five months of its life"),
        O(EMPTY, "empty", "", "与 --demo 合用：空的演练城市，时钟从 --now 起可以拨动",
          "with --demo: an empty city to rehearse in; its clock begins at --now"),
        O(OFFICE, "office", "CODE", "单位代码", "code of the office"),
        O(ROLE, "role", "ROLE", "角色，多个用空格分开", "role, or several with spaces between"),
        O(FULL_NAME, "name", "NAME", "姓名或岗位名称", "name of the person or the post"),
        O(DAY, "on", "DAY", "计入的日期（补录）", "the day it counts on (late entry)"),
        O(BECAUSE, "because", "TEXT", "理由", "the reason"),
        O(VERSION, "version", "SEQ", "所见的版本，变动过则拒绝",
          "the version seen: refused when it has changed since"),
        O(KEY, "key", "KEY", "幂等键：同键同内容只办一次",
          "idempotency key: the same again is done once"),
        O(DUTY, "duty", "KIND", "任务种类（有几个时）", "kind of duty, where there are several"),
        O(PAPER, "paper", "NUMBER", "文书编号（有几份待签收时，否则为最先到期的）",
          "number of the paper it is on, where several are open; else the one due first"),
        O(STEP, "step", "STEP", "登记环节（多于一个时）",
          "the entering step, where there are several"),
        O(WHERE, "where", "CQL2", "条件，如 \"state = 'received'\"",
          "condition, as \"state = 'received'\""),
        O(VIEW, "view", "VIEW", "台账声明的视图", "a view the ledger declares"),
        O(SORT, "sort", "FIELD", "排序字段，-FIELD 为倒序", "field to sort by, -FIELD backwards"),
        O(LIMIT, "limit", "N", "最多行数", "at most so many rows"),
        O(AFTER, "after", "PLACE", "接着上一页（其末尾给出的位置）",
          "on from the place the page before ended with"),
        O(COUNT, "count", "", "也给出总数", "the total as well"),
        O(ON, "on", "DAY|PERIOD", "截至某日（默认今天）；或期间：2022-W34、2022-08、2022-Q3、2022",
          "as of this day (default: today); or a period: 2022-W34, 2022-08, 2022-Q3, 2022"),
        O(FROM, "from", "DAY", "期间首日", "first day of a period"),
        O(TO, "to", "DAY", "期间末日", "last day of the period"),
        O(BY, "by", "FIELD", "按此字段分列", "one line for each value of this field"),
        O(VALUE, "value", "VALUE", "与 --by 合用：只要这一个分列值（空为没有填的）",
          "with --by: only this one of its values (empty: where none is filled in)"),
        O(KNOWN, "known", "DAY", "只用当日已知的记录（与此后补录、更正相比）",
          "as it was known at the end of that day"),
        O(TREE, "tree", "then|now", "按当日（then）或现行（now）的单位计",
          "count by the offices of the day (then) or of today (now)"),
        O(ROWS, "rows", "", "列出每一行记录", "the very rows"),
        O(FORMAT, "format", "text|md|html|json", "通报、文书的格式",
          "form of the bulletin or paper"),
        O(SCORE_FORMAT, "format", "text|md|html|csv", "考核表的格式", "form of the scorecard"),
        O(GROUP, "group", "PEERS", "只列这一组（如 county、\"city bureau\"）",
          "only these peers (as county, \"city bureau\")"),
        O(PUBLISH, "publish", "", "发布：正文存证", "publish it: the text is kept in the log"),
        O(PUBLISHED, "published", "", "已发布的各期，以及此后变动的数",
          "what was published, and which of its figures are different now"),
        O(FILES, "files", "", "逐个读出附件核对", "read every attachment too"),
        O(SINCE, "since", "FILE", "与此检查点比对", "hold against this checkpoint"),
        O(QUICK, "quick", "", "不做重放比对", "without the replay in a scratch copy"),
        O(KEYS, "keys", "FILE", "密钥的备份", "the keys' own backup"),
        O(ACCEPT, "accept", "", "确认系统时钟正确，继续写入",
          "the clock is right: writing goes on"),
        O(MAP, "map", "FILE", "列对照表：每行“表头 = 字段”",
          "which column is which field: HEADER = FIELD a line"),
        O(DRY_RUN, "dry-run", "", "只检查，不写入", "check only"),
        O(ERRORS, "errors", "FILE", "有错的行写入此文件，其余照常导入",
          "put wrong rows into this file and import the others"),
        O(TAKE_BACK, "take-back", "BATCH", "整批撤回", "take a whole batch back"),
        O(FILE_FORMAT, "format", "csv|jsonl", "文件格式", "form of the file"),
        O(LEDGER, "ledger", "LEDGER", "只在此台账中", "in this ledger only"),
        O(LISTEN, "listen", "ADDRESS:PORT", "监听的地址，默认 127.0.0.1:8311",
          "where to listen, 127.0.0.1:8311 if not said"),
        O(PROXY, "proxy", "https://NAME", "对外的 HTTPS 代理（Caddy、nginx）",
          "the HTTPS proxy in front (Caddy, nginx)"),
        O(WORKERS, "workers", "N", "办理请求的线程数", "threads that work on requests"),
        O(BACKUP_DIR, "backup-dir", "DIR", "每日备份的文件夹", "folder of the daily backups"),
        O(BACKUP_AT, "backup-at", "HH:MM", "每日备份的时刻，默认 02:30",
          "when the daily backup is made, 02:30 if not said"),
        O(BACKUP_KEEP, "backup-keep", "N", "保留最近几份备份，默认 14",
          "how many of the newest backups stay, 14 if not said"),
        O(LOG, "log", "FILE", "请求日志写入此文件（否则到标准错误）",
          "lines about requests go to this file (else to standard error)"),
        O(TAKER, "to", "LOGIN", "由此账号接手未完成的任务",
          "this account takes over the open duties"),
        O(FOR, "for", "LOGIN", "代理此账号", "the account that is stood in for"),
        O(END, "end", "", "结束代理", "end it"),
        O(LINKS, "links", "OUT.csv", "没有口令的账号各发一个设口令链接，写入此文件",
          "one-time password links of accounts without a password go to this file"),
        O(RETRY, "retry", "ID|all", "再试放弃的通知", "try a notice again that was given up"),
        O(LABEL, "label", "TEXT", "台账的名称（没有 --label-en 时两种语言都用它）",
          "the ledger's name (without --label-en in both languages)"),
        O(LABEL_EN, "label-en", "TEXT", "台账的英文名称", "the ledger's name in English"),
#undef O
};

#define CITY OPT(NOW)
#define ACT  (OPT(AS) | OPT(DAY) | OPT(BECAUSE) | OPT(KEY) | OPT(OFFICE) | CITY)
#define SPAN (OPT(ON) | OPT(FROM) | OPT(TO) | OPT(OFFICE) | OPT(AS) | CITY)

const struct command_def command_defs[] = {
#define C(name, operands, opts, run, zh, en)                                                       \
        {                                                                                          \
                TEXT(name), TEXT(operands), opts, run, TEXT(zh), TEXT(en)                          \
        }
        C("init", "DIR", OPT(NAME) | OPT(ZONE) | OPT(DEMO) | OPT(EMPTY) | CITY, run_init,
          "新建城市：定义文件草稿、日历、空的留痕",
          "make a city: draft definitions, calendars, an empty log"),
        C("serve", "DIR",
          OPT(LISTEN) | OPT(PROXY) | OPT(WORKERS) | OPT(BACKUP_DIR) | OPT(BACKUP_AT) |
                  OPT(BACKUP_KEEP) | OPT(LOG) | CITY,
          run_serve, "网页与接口的服务器", "the server: pages and the API"),
        C("check", "DIR", CITY, run_check, "检查定义文件，列出全部错误",
          "check the definition files; every mistake with its place"),
        C("diff", "DIR", CITY, run_diff, "与生效的定义相比，会改变什么",
          "what would change against what is in force"),
        C("apply", "DIR", CITY, run_apply, "使定义文件生效", "put the definition files in force"),
        C("new-ledger", "DIR NAME", OPT(LABEL) | OPT(LABEL_EN), run_new_ledger,
          "新台账的范本：逐行有注释，可直接生效",
          "a new ledger to begin with: a commented file that runs as it is"),
        C("schema", "[KIND]", 0, run_schema, "定义文件的 JSON Schema：ledger（默认）、list、city",
          "the JSON Schema of definition files: ledger (if not said), list, city"),
        C("ledgers", "DIR", CITY, run_ledgers, "生效的台账：环节、字段、指标",
          "the ledgers in force: steps, fields, figures"),
        C("office import", "DIR FILE.csv", OPT(DRY_RUN) | CITY, run_office_import,
          "导入单位（code,parent,level,kind,name,name_en,from,to,into）",
          "offices (code,parent,level,kind,name,name_en,from,to,into)"),
        C("account import", "DIR FILE.csv", OPT(LINKS) | CITY, run_account_import,
          "导入账号（login,name,office,roles,password）",
          "accounts (login,name,office,roles,password)"),
        C("account add", "DIR LOGIN", OPT(OFFICE) | OPT(ROLE) | OPT(FULL_NAME) | CITY,
          run_account_add, "新账号，或为账号加一个岗位", "an account, or one more post of it"),
        C("account passwd", "DIR LOGIN", CITY, run_account_passwd, "设口令（从终端或标准输入读）",
          "set the password (read from the terminal or standard input)"),
        C("account disable", "DIR LOGIN", OPT(TAKER) | CITY, run_account_disable,
          "停用账号；--to：由谁接手", "disable an account; --to: who takes over"),
        C("account hand-over", "DIR LOGIN", OPT(TAKER) | OPT(OFFICE) | CITY, run_account_hand_over,
          "把岗位移交给另一账号（--to；--office：只移交该单位的）",
          "its posts go to another account (--to; --office: those there alone)"),
        C("account stand-in", "DIR LOGIN",
          OPT(FOR) | OPT(OFFICE) | OPT(ROLE) | OPT(FROM) | OPT(TO) | OPT(END) | CITY,
          run_account_stand_in, "代理另一账号的岗位（--for；--end：结束）",
          "let it stand in for another account (--for; --end: no more)"),
        C("account enable", "DIR LOGIN", CITY, run_account_enable, "重新启用账号",
          "enable an account again"),
        C("account reset", "DIR LOGIN", CITY, run_account_reset,
          "重置口令和动态验证码，给出一次性链接（24 小时）",
          "reset password and one-time codes: prints a one-time link (24 hours)"),
        C("account unlock", "DIR LOGIN", CITY, run_account_unlock, "解锁多次输错口令的账号",
          "unlock an account after too many wrong passwords"),
        C("account link", "DIR LEDGER/NUMBER", OPT(DUTY) | OPT(AS) | CITY, run_account_link,
          "给没有账号的承办人一个任务链接（任务结束即失效，至多 30 天）",
          "a link for a handler without an account, to one open duty (until it ends, 30 days)"),
        C("calendar import", "DIR FILE", CITY, run_calendar_import,
          "导入一年的节假日安排，或本地休假", "a year's days off, or the local layer"),
        C("due", "DIR FROM ALLOWANCE", CITY, run_due, "何时到期，以及逐段的算法",
          "when it is due, and how that is reckoned"),
        C("enter", "DIR LEDGER [FIELD=VALUE…]", ACT | OPT(STEP), run_enter, "登记一件事项",
          "enter a record"),
        C("step", "DIR LEDGER/NUMBER STEP [FIELD=VALUE…]", ACT | OPT(VERSION) | OPT(PAPER),
          run_step, "办理一个环节", "take a step on a record"),
        C("import", "DIR [LEDGER] [FILE]",
          OPT(MAP) | OPT(DRY_RUN) | OPT(ERRORS) | OPT(TAKE_BACK) | CITY, run_import,
          "导入一批事项（CSV、JSON Lines），或整批撤回",
          "import records (CSV, JSON Lines), or take a batch back"),
        C("export", "DIR LEDGER", OPT(WHERE) | OPT(FILE_FORMAT) | OPT(AS) | CITY, run_export,
          "导出事项（到标准输出）", "export records (to standard output)"),
        C("list", "DIR LEDGER",
          OPT(WHERE) | OPT(VIEW) | OPT(SORT) | OPT(LIMIT) | OPT(AFTER) | OPT(COUNT) | OPT(AS) |
                  CITY,
          run_list, "事项列表", "list records"),
        C("search", "DIR TEXT", OPT(LEDGER) | OPT(LIMIT) | OPT(AFTER) | OPT(AS) | CITY, run_search,
          "按标题、内容、答复中的字词查找", "find records by words in their texts and replies"),
        C("candidates", "DIR LEDGER|LEDGER/NUMBER [FIELD=VALUE…]", OPT(AS) | CITY, run_candidates,
          "登记前查重：可能是同一事项的记录", "records that may be the same matter"),
        C("show", "DIR LEDGER/NUMBER", OPT(AS) | CITY, run_show, "一件事项的全部：内容、任务、留痕",
          "all of a record: its content, duties, events"),
        C("paper", "DIR LEDGER/NUMBER PAPER", OPT(FORMAT) | OPT(AS) | CITY, run_paper,
          "一份文书的全文（PAPER：其编号）", "a paper as it is handed over (PAPER: its number)"),
        C("suggest", "DIR LEDGER/NUMBER STEP", OPT(AS) | CITY, run_suggest,
          "一个环节可交给哪些单位：依目录和近90天的去向",
          "offices that a step could go to: by what it needs, and where such records went"),
        C("figure", "DIR LEDGER.FIGURE",
          SPAN | OPT(BY) | OPT(VALUE) | OPT(KNOWN) | OPT(TREE) | OPT(ROWS), run_figure,
          "一个指标的值和它的依据", "a figure and its papers"),
        C("series", "DIR LEDGER [FIELD=VALUE…]", OPT(FROM) | OPT(TO) | OPT(KNOWN) | OPT(AS) | CITY,
          run_series, "分期数值与同比、环比、比基年", "values by period, with their changes"),
        C("score", "DIR LEDGER", SPAN | OPT(GROUP) | OPT(SCORE_FORMAT), run_score,
          "考核：各单位得分，以及分由何来",
          "a scorecard: points of offices, and what they are made of"),
        C("bulletin", "DIR NAME [LEDGER/NUMBER…]",
          SPAN | OPT(FORMAT) | OPT(PUBLISH) | OPT(PUBLISHED) | OPT(KNOWN) | OPT(TREE), run_bulletin,
          "一份通报；所列事项为选登的典型事例",
          "a bulletin; the records named are the cases picked for it"),
        C("verify", "DIR", OPT(SINCE) | OPT(QUICK) | OPT(FILES) | CITY, run_verify,
          "核验留痕、指标与勾稽关系", "verify the log, the figures and the identities"),
        C("checkpoint", "DIR", CITY, run_checkpoint, "留痕的签名检查点",
          "a signed checkpoint of the log"),
        C("rebuild", "DIR", CITY, run_rebuild, "从留痕重建全部派生表",
          "make every derived table again from the log"),
        C("backup", "DIR [FILE]", OPT(KEYS) | CITY, run_backup, "备份数据；--keys FILE：备份密钥",
          "back up the data; --keys FILE: the keys"),
        C("restore", "FILE DIR", OPT(KEYS), run_restore, "从备份恢复到新文件夹",
          "restore a backup into a new folder"),
        C("erase", "DIR LEDGER/NUMBER", OPT(AS) | OPT(BECAUSE) | CITY, run_erase,
          "擦除一件事项的全部文字（销毁密钥，证明不变）",
          "erase a record's texts (its key is destroyed; proofs stay valid)"),
        C("reveal", "DIR LEDGER/NUMBER FIELD", OPT(AS) | OPT(BECAUSE) | CITY, run_reveal,
          "查看一个隐私字段（理由留痕）", "show a private field; the reason stays on the record"),
        C("retain", "DIR", OPT(AS) | OPT(DRY_RUN) | CITY, run_retain,
          "擦除超过台账保存期限的已办结事项的文字；--dry-run：只列出",
          "erase the texts of ended records that their ledger keeps no longer; --dry-run: list "
          "them only"),
        C("notices", "DIR", OPT(RETRY) | CITY, run_notices, "待发和放弃的通知；检查 notices.yaml",
          "notices that wait or were given up; checks notices.yaml"),
        C("rules", "DIR", OPT(DRY_RUN) | CITY, run_rules,
          "办理到期的自动规则（服务器每秒也办）；--dry-run：只列出",
          "do what rules have due now (a server does so each second); --dry-run: list it only"),
        C("clock", "DIR", OPT(ACCEPT) | OPT(AS) | CITY, run_clock, "时钟跳变后恢复写入",
          "let writing go on after the clock jumped"),
        C("help", "[COMMAND] [WORD]", 0, run_help, "命令的说明", "help on a command"),
        C("version", "", 0, run_version, "版本", "the version"),
#undef C
};
const size_t command_defs_n = LEN(command_defs);

/* ---- operands -------------------------------------------------------------------------------- */

struct shape {
        size_t least, most;
};

static struct shape shape_of(struct str operands)
{
        struct shape s = { 0, 0 };
        struct str word;
        while (str_split(&operands, ' ', &word)) {
                if (word.n == 0) continue;
                s.most++;
                if (!str_starts(word, S("["))) s.least++;
                if (str_ends(word, S("…]"))) s.most = SIZE_MAX;
        }
        return s;
}

/* ---- parsing --------------------------------------------------------------------------------- */

struct parsing {
        struct arena *a;
        struct faults *f;
        struct args *r;
        int argc, at;
        char **argv;
};

const struct command_def *command_find(struct str first, struct str second)
{
        for (size_t i = 0; i < command_defs_n; i++) {
                struct str head = command_defs[i].name, tail = STR_NONE;
                bool two = str_cut(command_defs[i].name, ' ', &head, &tail);
                if (str_eq(head, first) && (!two || str_eq(tail, second))) return &command_defs[i];
        }
        return NULL;
}

static struct str nearest_command(struct str want)
{
        struct str best = STR_NONE;
        size_t least = 3;
        for (size_t i = 0; i < command_defs_n; i++) {
                size_t d = str_distance(command_defs[i].name, want, 2);
                if (d < least) best = command_defs[i].name, least = d;
        }
        return best;
}

static enum err no_command(struct parsing *x, struct str first)
{
        struct str words = STR_NONE;
        for (size_t i = 0; i < command_defs_n; i++) {
                struct str head, tail;
                if (!str_cut(command_defs[i].name, ' ', &head, &tail) || !str_eq(head, first))
                        continue;
                words = str_printf(x->a, "%.*s%s%.*s", SP(words), words.n ? ", " : "", SP(tail));
        }
        if (words.n)
                return FAULT(x->f, ERR_INPUT, "usage.command", first, "“%.*s”之后应为：%.*s",
                             "after '%.*s' comes one of: %.*s", SP(first), SP(words));
        struct str near = nearest_command(first);
        return FAULT(x->f, ERR_INPUT, "usage.command", first,
                     "没有命令“%.*s”%s%.*s；zhitong help 列出全部命令",
                     "there is no command '%.*s'%s%.*s; zhitong help lists them all", SP(first),
                     near.n == 0             ? ""
                     : x->f->lang == LANG_ZH ? "，是否 "
                                             : "; did you mean ",
                     SP(near));
}

/* The option of that name which the command has; the common ones belong to every command. */
static int opt_find(const struct command_def *d, struct str name)
{
        uint64_t has = OPT(JSON) | OPT(LANG) | OPT(HELP) | (d ? d->opts : 0);
        for (int i = 0; i < OPT_N; i++)
                if ((has >> i & 1) && str_eq(opt_defs[i].name, name)) return i;
        return -1;
}

static void no_option(struct parsing *x, struct str name)
{
        struct str best = STR_NONE;
        size_t least = 3;
        uint64_t has = x->r->cmd ? x->r->cmd->opts : 0;
        for (int i = 0; i < OPT_N; i++) {
                size_t d = (has >> i & 1) ? str_distance(opt_defs[i].name, name, 2) : 3;
                if (d < least) best = opt_defs[i].name, least = d;
        }
        FAULT(x->f, ERR_INPUT, "usage.option", str_printf(x->a, "--%.*s", SP(name)),
              "命令“%.*s”没有选项 --%.*s%s%.*s", "command '%.*s' has no option --%.*s%s%.*s",
              SP(x->r->cmd ? x->r->cmd->name : STR_NONE), SP(name),
              best.n == 0             ? ""
              : x->f->lang == LANG_ZH ? "，是否 --"
                                      : "; did you mean --",
              SP(best));
}

static void take_option(struct parsing *x, struct str text)
{
        struct str name = text, value = STR_NONE;
        bool has = str_cut(text, '=', &name, &value);
        int o = opt_find(x->r->cmd, name);
        if (o < 0) {
                no_option(x, name);
                return;
        }
        const struct opt_def *d = &opt_defs[o];
        struct str where = str_printf(x->a, "--%.*s", SP(name));
        if (x->r->given >> o & 1)
                FAULT(x->f, ERR_INPUT, "usage.twice", where, "选项给了两次",
                      "the option is given twice");
        if (d->value.n == 0 && has)
                FAULT(x->f, ERR_INPUT, "usage.value", where, "选项不带值",
                      "the option takes no value");
        if (d->value.n && !has) {
                if (x->at >= x->argc) {
                        FAULT(x->f, ERR_INPUT, "usage.value", where, "缺少值：--%.*s %.*s",
                              "its value is missing: --%.*s %.*s", SP(name), SP(d->value));
                        return;
                }
                value = str_c(x->argv[x->at++]);
        }
        x->r->given |= UINT64_C(1) << o;
        x->r->value[o] = value;
}

static void check_count(struct parsing *x)
{
        const struct command_def *d = x->r->cmd;
        struct shape s = shape_of(d->operands);
        if (x->r->given & OPT(HELP)) return;
        if (x->r->n < s.least)
                FAULT(x->f, ERR_INPUT, "usage.missing", d->name, "缺少参数：zhitong %.*s %.*s",
                      "something is missing: zhitong %.*s %.*s", SP(d->name), SP(d->operands));
        if (x->r->n > s.most)
                FAULT(x->f, ERR_INPUT, "usage.extra", x->r->operand[s.most],
                      "多余的参数：zhitong %.*s %.*s", "one too many: zhitong %.*s %.*s",
                      SP(d->name), SP(d->operands));
}

/* The command is looked for first, wherever the options stand. */
static enum err take_command(struct parsing *x, int *ret_first, int *ret_second)
{
        struct str word[2] = { STR_NONE, STR_NONE };
        int at[2] = { -1, -1 }, n = 0;
        for (int i = 1; i < x->argc && n < 2; i++) {
                struct str s = str_c(x->argv[i]);
                if (str_eq(s, S("--"))) break;
                if (str_eq(s, S("--lang"))) i++; /* the only common option with a value */
                if (str_starts(s, S("-"))) continue;
                word[n] = s;
                at[n++] = i;
        }
        *ret_first = *ret_second = -1;
        if (n == 0) return OK;
        x->r->cmd = command_find(word[0], word[1]);
        if (!x->r->cmd) return no_command(x, word[0]);
        struct str head, tail;
        *ret_first = at[0];
        if (str_cut(x->r->cmd->name, ' ', &head, &tail)) *ret_second = at[1];
        return OK;
}

enum err args_parse(struct arena *a, int argc, char **argv, struct faults *f, struct args *ret)
{
        struct parsing x = { .a = a, .f = f, .r = ret, .argc = argc, .argv = argv, .at = 1 };
        int first, second;
        bool plain = false; /* after "--" */
        *ret = (struct args){ 0 };
        TRY(take_command(&x, &first, &second));
        while (x.at < argc) {
                int i = x.at++;
                struct str s = str_c(argv[i]);
                if (i == first || i == second) continue;
                if (!plain && str_eq(s, S("--"))) plain = true;
                else if (!plain && str_eq(s, S("-h"))) ret->given |= OPT(HELP);
                else if (!plain && str_starts(s, S("--"))) take_option(&x, str_from(s, 2));
                else *ARENA_PUSH(a, ret->operand, ret->n, ret->cap) = s;
        }
        if (ret->cmd) check_count(&x);
        return f->n ? ERR_INPUT : OK;
}

/* ---- help ------------------------------------------------------------------------------------ */

static struct str in(enum lang lang, struct str zh, struct str en)
{
        return lang == LANG_ZH ? zh : en;
}

static void put_option(struct buf *out, enum lang lang, const struct opt_def *d)
{
        size_t n = out->n;
        buf_printf(out, "  --%.*s %.*s", SP(d->name), SP(d->value));
        while (out->err == OK && out->n < n + 24) buf_putc(out, ' ');
        buf_printf(out, "  %.*s\n", SP(in(lang, d->zh, d->en)));
}

void help_command(const struct command_def *d, enum lang lang, struct buf *out)
{
        buf_printf(out, "zhitong %.*s %.*s%s\n", SP(d->name), SP(d->operands),
                   d->opts ? " [--…]" : "");
        buf_printf(out, "  %.*s\n\n", SP(in(lang, d->zh, d->en)));
        for (int i = 0; i < OPT_N; i++)
                if ((d->opts | OPT(JSON) | OPT(LANG)) >> i & 1) put_option(out, lang, &opt_defs[i]);
}

void help_all(enum lang lang, struct buf *out)
{
        buf_put(out,
                in(lang, S("直通：一座城市的台账、时限、通报与留痕\n\n"),
                   S("Zhitong: a city's ledgers, time limits, bulletins and their evidence\n\n")));
        for (size_t i = 0; i < command_defs_n; i++) {
                const struct command_def *d = &command_defs[i];
                size_t n = out->n;
                buf_printf(out, "  %.*s %.*s", SP(d->name), SP(d->operands));
                size_t wide = 0; /* … is one column and three bytes */
                for (size_t k = n; k < out->n; k++)
                        wide += ((unsigned char)out->p[k] & 0xc0) == 0x80;
                while (out->err == OK && out->n < n + 42 + wide) buf_putc(out, ' ');
                buf_printf(out, "  %.*s\n", SP(in(lang, d->zh, d->en)));
        }
        buf_put(out, in(lang,
                        S("\nzhitong help COMMAND 说明其选项。DIR：城市的文件夹。"
                          "结束状态：0 办成，1 被拒绝，2 用法不对。\n"),
                        S("\nzhitong help COMMAND tells its options. DIR: the city's folder. Exit "
                          "status: 0 done, 1 refused, 2 used wrongly.\n")));
}

void help_json(enum lang lang, struct jout *j)
{
        jout_open(j, '{');
        jout_key(j, S("commands"));
        jout_open(j, '[');
        for (size_t i = 0; i < command_defs_n; i++) {
                const struct command_def *d = &command_defs[i];
                jout_open(j, '{');
                jout_key_text(j, S("command"), d->name);
                jout_key_text(j, S("operands"), d->operands);
                jout_key_text(j, S("help"), in(lang, d->zh, d->en));
                jout_key(j, S("options"));
                jout_open(j, '[');
                for (int o = 0; o < OPT_N; o++) {
                        if (!((d->opts | OPT(JSON) | OPT(LANG)) >> o & 1)) continue;
                        jout_open(j, '{');
                        jout_key_text(j, S("option"), opt_defs[o].name);
                        if (opt_defs[o].value.n) jout_key_text(j, S("value"), opt_defs[o].value);
                        jout_key_text(j, S("help"), in(lang, opt_defs[o].zh, opt_defs[o].en));
                        jout_close(j);
                }
                jout_close(j);
                jout_close(j);
        }
        jout_close(j);
        jout_close(j);
}
