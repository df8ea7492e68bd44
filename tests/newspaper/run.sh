# The newspaper's sentences, rows A to O: each a bulletin of records loaded, every figure of it three
# ways (lib.sh). ROWS="D K" runs these only. `make newspaper` shows the sentences.
. "$SRC/tests/lib/sh.sh"
. "$SRC/tests/lib/city.sh"
. "$SRC/tests/newspaper/lib.sh"

for row in ${ROWS:-A B C D E F G H I J K L M N O}; do
        row_begin $row
        if [ -f "$ROW_DIR/row.sh" ] && [ -s "$ROW_DIR/expected" ]; then
                . "$ROW_DIR/row.sh"
                row_end
        else
                fail "row $row is not there"
        fi
done
