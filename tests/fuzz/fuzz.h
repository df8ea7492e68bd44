/* fuzz.h: what a fuzz target is: one file tests/fuzz/fuzz_NAME.c with this one function, which
 * aborts (ASSERT of base/err.h) when a property does not hold, and returns 0. `make fuzz` runs it
 * under libFuzzer; `make test` replays the files of tests/fuzz/corpus/NAME/ through it. No state
 * between calls. */
#ifndef ZT_TESTS_FUZZ_H
#define ZT_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
