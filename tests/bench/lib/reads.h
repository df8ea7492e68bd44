/* reads.h: how long questions take on a city of the bench: figures as of random days, at the city and at
 * its offices, and pages of a list. */
#ifndef ZT_BENCH_READS_H
#define ZT_BENCH_READS_H

#include "bench/lib/city.h"

/* The city at dir, not being written; days from..to. One line a kind of question. */
void bench_reads(const char *dir, struct moment now);

#endif
