/* banned.h: read by the build before every source file (-include): calls that must not occur.
 * System headers that declare them come first, since a poisoned name may not appear again. */
#ifndef ZT_BASE_BANNED_H
#define ZT_BASE_BANNED_H

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf gets strtok atoi atol atoll strtol
#pragma GCC poison sscanf gmtime localtime ctime mktime system popen rand srand

#endif
