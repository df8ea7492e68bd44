/* fuzz_replay.c: main of a fuzz target without libFuzzer: gives it each file of the folders named,
 * after the empty input. A broken property aborts; the file's name was printed before. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

#define INPUT_BYTES_MAX (4u << 20)

static unsigned char input[INPUT_BYTES_MAX];

static void give(size_t n)
{
        /* A copy of exactly n bytes: ASan sees a read one byte too far. */
        unsigned char *copy = malloc(n ? n : 1);
        if (!copy) abort();
        memcpy(copy, input, n);
        (void)LLVMFuzzerTestOneInput(copy, n);
        free(copy);
}

static int replay(const char *dir)
{
        int files = 0;
        DIR *d = opendir(dir);
        if (!d) return 0; /* a target without a corpus yet */
        for (struct dirent *e; (e = readdir(d));) {
                char path[1024];
                if (e->d_name[0] == '.') continue;
                (void)snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
                FILE *f = fopen(path, "rbe");
                if (!f) {
                        perror(path);
                        exit(2);
                }
                size_t n = fread(input, 1, sizeof input, f);
                (void)fclose(f);
                (void)fprintf(stderr, "%s\n", path);
                give(n);
                files++;
        }
        (void)closedir(d);
        return files;
}

int main(int argc, char **argv)
{
        int files = 0;
        give(0);
        for (int i = 1; i < argc; i++) files += replay(argv[i]);
        printf("%d passed, 0 failed\n", files + 1);
        return 0;
}
