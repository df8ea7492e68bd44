#include "city/unit.h"

enum kind { MONEY, AREA, MASS, LENGTH, HEADS };
static const struct {
        struct str name;
        enum kind kind;
        int power;
} units[] = {
        { SI("元"), MONEY, 0 },     { SI("千元"), MONEY, 3 },   { SI("万元"), MONEY, 4 },
        { SI("百万元"), MONEY, 6 }, { SI("千万元"), MONEY, 7 }, { SI("亿元"), MONEY, 8 },
        { SI("平方米"), AREA, 0 },  { SI("公顷"), AREA, 4 },    { SI("平方公里"), AREA, 6 },
        { SI("克"), MASS, 0 },      { SI("公斤"), MASS, 3 },    { SI("吨"), MASS, 6 },
        { SI("万吨"), MASS, 10 },   { SI("米"), LENGTH, 0 },    { SI("公里"), LENGTH, 3 },
        { SI("人"), HEADS, 0 },     { SI("万人"), HEADS, 4 },   { SI("人次"), HEADS, 0 },
        { SI("万人次"), HEADS, 4 },
};

static int find(struct str name)
{
        for (size_t i = 0; i < sizeof units / sizeof *units; i++)
                if (str_eq(units[i].name, name)) return (int)i;
        return -1;
}

bool unit_powers(struct str from, struct str to, int *ret)
{
        int a = find(from), b = find(to);
        *ret = 0;
        if (str_eq(from, to)) return true;
        if (a < 0 || b < 0 || units[a].kind != units[b].kind) return false;
        *ret = units[b].power - units[a].power;
        return true;
}
