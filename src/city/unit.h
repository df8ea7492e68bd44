/* unit.h: units of one kind that differ by powers of ten: 元 千元 万元 百万元 千万元 亿元; 平方米 公顷
 * 平方公里 (亩 is no power of ten of them); 克 公斤 吨; 米 公里; 人 万人. */
#ifndef ZT_CITY_UNIT_H
#define ZT_CITY_UNIT_H

#include "base/str.h"

/* By how many powers of ten `to` is greater than `from` (亿元 of 万元: 4). False: they cannot be
 * turned into each other. The same text can, whatever it is. */
bool unit_powers(struct str from, struct str to, int *ret);

#endif
