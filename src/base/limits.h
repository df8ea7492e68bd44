/* limits.h: every limit of the program, one line each, with the reason. */
#ifndef ZT_BASE_LIMITS_H
#define ZT_BASE_LIMITS_H

#include <stddef.h>

#define FAULTS_MAX           1000        /* mistakes shown of one action; more are only counted */
#define ARENA_CHUNK_BYTES    (64u << 10) /* one allocation of an arena */
#define ARENA_REQUEST_BYTES  (64u << 20) /* memory of one command */
#define KEEP_DAYS_MAX        73000       /* 200 years: what is kept longer is kept for ever */
#define TEXT_BYTES_MAX       (64u << 10) /* one sealed text: a long letter */
#define CODE_BYTES_MAX       64          /* language.md: code fields */
#define NAME_BYTES_MAX       40          /* names of ledgers, fields, steps: they become columns */
#define YAML_BYTES_MAX       (1u << 20)  /* one definition file */
#define YAML_DEPTH_MAX       24          /* nesting of one definition file */
#define JSON_BYTES_MAX       (16u << 20) /* one JSON text read */
#define JSON_DEPTH_MAX       32          /* nesting of JSON read or written */
#define EXPR_BYTES_MAX       (16u << 10) /* one CQL2 text */
#define EXPR_DEPTH_MAX       32   /* nesting of one CQL2 text: SQLite's parser has room for 100 */
#define EXPR_NODES_MAX       2000 /* nodes of one CQL2 text */
#define EXPR_OPERANDS_MAX    100  /* properties in one formula: SQL functions take 127 arguments */
#define CHECK_CASES_MAX      4096 /* combinations tried to prove an identity (language.md) */
#define LEDGER_FIELDS_MAX    200  /* columns of one ledger */
#define LEDGER_FIGURES_MAX   60   /* counted figures of one ledger at one office relation */
#define OFFICE_DEPTH_MAX     8    /* city, county, township, village and bureaus between */
#define OFFICES_MAX          100000  /* offices of one city: a province has some 50,000 villages */
#define PASSWORD_BYTES_MAX   1024    /* more is no password; hashing is paid by the byte */
#define PERSON_BYTES_MAX     240     /* name of an office or a person: 80 Chinese characters */
#define CLOCK_DAYS_MAX       3660    /* days one clock may look ahead: ten years */
#define WORK_COUNT_MAX       999     /* open duties are counted so far: what "999+" says */
#define LIST_LIMIT_MAX       1000    /* rows of one page of a list */
#define ROWS_OF_FIGURE_MAX   5000000 /* rows or movements behind one figure: some 400 MB */
#define CSV_CELL_BYTES_MAX   (1u << 20)  /* one cell of a CSV file */
#define CSV_COLUMNS_MAX      500         /* columns of a CSV file */
#define GROUP_COMMANDS_MAX   1024        /* commands of one commit */
#define KEY_BLOCK            1024        /* record keys made ahead per sync of keys.db */
#define KEYS_CACHE_MAX       4096        /* record keys kept in memory per connection: 192 KiB */
#define SEAL_BYTES_MAX       (1u << 20)  /* one sealed value: a definition file */
#define EVENT_BYTES_MAX      (1u << 20)  /* canonical form of one event */
#define NOTE_BYTES_MAX       (16u << 10) /* one signed checkpoint: some 100 signatures */
#define NOTE_SIGS_MAX        100         /* signatures of one checkpoint */
#define BATCH_SLICE_MS       50          /* one slice of a batch between other commands */
#define STORE_SQL_BYTES_MAX  (1u << 20)  /* one statement: a wide table with its CHECKs */
#define STORE_VALUE_MAX      (64u << 20) /* one text, blob or row: a command's memory */
#define STORE_PARAMS_MAX     1000 /* $1…$n: the columns of a ledger and what surrounds them */
#define STORE_STMTS_MAX      1000 /* kept prepared by a connection: filters come from people */
#define STORE_MARKS_MAX      16   /* savepoints inside one another */
#define RECENT_BYTES         (16u << 20) /* images of records a writer keeps, twice: 7,000 each */
#define STORE_BUSY_MS        5000        /* wait for outsiders: backup, shell */
#define STORE_WAL_PAGES      20000 /* 80 MB: then a commit moves the WAL; an idle tick earlier */
#define WEB_HEAD_BYTES_MAX   (16u << 10)  /* request line and headers */
#define WEB_TARGET_BYTES_MAX (8u << 10)   /* path and query: a long CQL2 filter */
#define WEB_HEADERS_MAX      64           /* headers of a request */
#define WEB_BODY_BYTES_MAX   (16u << 20)  /* body of a request: a CSV of 100,000 rows */
#define API_BODY_BYTES_MAX   (1u << 20)   /* JSON body of one command */
#define WEB_KEY_BYTES_MAX    128          /* a UUID, or whatever a client numbers by */
#define WEB_PAIRS_MAX        500          /* pairs of a query or form */
#define WEB_ANSWER_BYTES_MAX (64u << 20)  /* an answer made in memory */
#define WEB_ARENA_BYTES      (64u << 20)  /* memory of one request beside its body */
#define WEB_REQUEST_MS       30000        /* head and body of one request, all told */
#define WEB_IDLE_MS          75000        /* a connection between requests */
#define WEB_WRITE_MS         30000        /* a client that takes nothing of its answer */
#define WEB_STOP_MS          5000         /* requests half sent when the server stops */
#define WEB_LINGER_MS        2000         /* after the last answer, for the client to read it */
#define WEB_BODIES_BYTES_MAX (512u << 20) /* bodies of all requests together, then 503 */
#define WEB_CONNECTIONS_MAX  12000        /* open at once */
#define WEB_PER_ADDRESS_MAX  256          /* from one address, but for the declared proxy's */
#define WEB_READ_MS          10000        /* one page's questions, all told */
#define WEB_QUEUE_MAX        1024         /* requests waiting for a worker, then 503 */
#define WEB_WORKERS_MAX      16           /* each has its own connections */
#define PEN_JOBS_MAX         4096         /* jobs waiting for the writer, then 503 */
#define TURNS_MAX            64           /* commands waiting for their turn at writing */
#define SESSION_LIFE_MS      43200000     /* twelve hours, used or not */
#define SESSIONS_MAX         20000        /* signed in at once */
#define EXPORT_WAIT_MS       30000        /* an export for the log of looks to have room */
#define LOOKS_MAX            4096         /* waiting for the writer */
#define SEARCH_BYTES_MAX     400          /* what is searched for: some 130 characters */
#define SEARCH_TERMS_MAX     64           /* of it, looked up at once */
#define SEARCH_WORD_BYTES    64           /* a longer Latin word is known by its beginning */
#define SEARCH_BLOCK_BYTES   900          /* records of a term side by side: four rows a page */
#define SEARCH_LOOK_MAX      4000         /* candidates looked at for one page of hits */
#define SEARCH_SLICE_MAX     8192         /* events indexed in one commit */
#define FILE_BYTES_MAX       (15u << 20)  /* one attachment: it must fit WEB_BODY_BYTES_MAX */
#define FILE_BYTES_USUAL     (10u << 20)  /* where a field says nothing of its own */
#define FILES_OF_FIELD_MAX   50           /* attachments under one field of a record */
#define FILES_OF_FORM_MAX    20           /* sent with one form */
#define FILE_NAME_BYTES_MAX  200          /* as file systems take it, with room for what they add */
#define FILE_CHUNK_BYTES     (64u << 10)  /* encrypted as one piece */
#define FILE_WAIT_MS         3600000      /* an upload waits so long for the step that names it */
#define FILE_ORPHAN_MS       86400000     /* then its file goes */
#define UPLOAD_FILES_MAX     60           /* from one address in an hour, by nobody signed in */
#define UPLOAD_BYTES_MAX     (100 << 20)  /* … and so much in all */
#define FILES_FREE_BYTES_MIN (256u << 20) /* left on the disk for the database */
#define PART_HEAD_BYTES_MAX  4096         /* headers of one part of a form */
#define NEAR_USUAL           300          /* metres between two points of one matter */
#define NEAR_MAX             50000        /* of a place's `near`: across a county */
#define CANDIDATES_MAX       20           /* records shown that may be the same matter */
#define CANDIDATE_LOOK       200          /* records each source of them looks at */
#define CANDIDATE_ROUNDS     40           /* slices of proposals, most of them of other ledgers */
#define CANDIDATE_PLACES     1000         /* records of one place, in his scope or not */
#define CANDIDATE_DAYS       90           /* the same place later is another matter */
#define CANDIDATE_TERMS      600          /* of a draft: some 300 characters are enough */
#define CANDIDATE_RARE       8            /* its rarest terms, by which others are found */
#define CANDIDATE_SHARE      50           /* percent of its terms: below it is another matter */
#define WARNING_LOOK         200          /* earlier records looked at for one text */
#define WARNING_NAMES        5            /* of them named; the others are counted */
#define RULES_SLICE          200          /* things that rules do in one commit */
#define RULES_SLICE_MS       40           /* time of one round of the rules */
#define RULES_LOOK           20000        /* records looked through in one round */
#define NEEDS_KEYS_MAX       3            /* fields of a needs: each is tried level by level */
#define SUGGEST_DAYS         90           /* how far back it is looked where such records went */
#define SUGGEST_MAX          5            /* offices suggested by what went there */
#define SUGGEST_BELOW_MAX    1000         /* areas below one: with more it is asked of all */
#define WARNS_MAX            16           /* warnings of one step */
#define CROSS_DEPTH_MAX      4            /* events that bring about others */
#define ROWS_MAX             200          /* rows of one table in a record */
#define ROWS_BYTES_MAX       (256u << 10) /* of such a table, as one sealed text */
#define MADE_MAX             200          /* records one step makes in other ledgers */
#define SCORE_ITEMS_MAX      100          /* of one scorecard */
#define CROSS_CHILDREN_MAX   1000         /* records that follow one and are closed with it */

#endif
