# Attachments: looked at when they come, encrypted on the disk, shown to whoever sees the record,
# gone with the record's key, whole after a restore.
. "$SRC/tests/lib/sh.sh"
. "$SRC/tests/lib/city.sh"
. "$SRC/tests/lib/serve.sh"
small_city c

# ---- the declaration -------------------------------------------------------------------------------

declare_files() { # KEYS
        awk -v keys="$1" '
                { print }
                /^fields:/ { print "  photos: {label: 照片, type: file, many: true, " keys "}"
                             print "  letter: {label: 来信, type: file}" }' \
                "$SRC/share/ledgers/request.yaml" |
                sed 's/ask: \[title,/ask: [photos, letter, title,/; s/ask: \[reply/ask: [photos, reply/' \
                        >c/ledgers/request.yaml
}
declare_files 'max: 20 MB'
no field.size apply c
declare_files 'max: 3 KB, private: true'
no field.key apply c
declare_files 'max: 3 KB'
zt apply c

# ---- what is taken, and what not -------------------------------------------------------------------

png='iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
echo "$png" | base64 -d >灯.png
printf '%%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%%%EOF\n' >来信.pdf
echo '路灯不亮 secret-in-the-file' >说明.txt
printf '<html><script>alert(1)</script></html>' >page.txt
printf '#!/bin/sh\nexit\n' >run.sh
cp 来信.pdf 假.png
: >空.txt
head -c 4000 /dev/zero | tr '\0' a >长.txt

enter() { "$ZT" enter c request title=路灯 body=不亮 channel=hotline --as clerk "$@"; }
refuse() { # CODE FILE
        run enter "photos=@$2"
        is "$status" 1 "refused: $2"
        err_contains "[$1]"
}
refuse file.type page.txt
refuse file.kind run.sh
refuse file.type 假.png
refuse file.empty 空.txt
refuse file.large 长.txt
refuse file.read 无.png
run enter photos=灯.png
err_contains '[file.path]'
run enter letter=@来信.pdf letter=@说明.txt
err_contains '[file.many]'

expect enter photos=@灯.png photos=@说明.txt letter=@来信.pdf
n=$(number)
zt show c "request/$n"
contains '灯.png'
contains '来信.pdf'
is "$(grep -rlF -e secret-in-the-file -e '%PDF-1.4' c)" '' 'no plain bytes in the city'
is "$(find c/data/files -type f | wc -l | tr -d ' ')" "$(find c/data/files -type f -name '????????????????????????????????' | wc -l | tr -d ' ')" 'random names'

# a step adds to them; a correction replaces
zt step c "request/$n" assign lead=1-A --as clerk
zt step c "request/$n" sign --as hand
echo 已换灯泡 >办理.txt
zt step c "request/$n" reply reply=已办 photos=@办理.txt --as hand
zt show c "request/$n" --json
contains '灯.png'
contains '办理.txt'
contains '"type":"image/png"'
lacks '"key"'
run "$ZT" export c request
contains '灯.png'
lacks '"key"'
zt verify c --files
contains '附件齐全且未改动：4 个'

# ---- over HTTP -------------------------------------------------------------------------------------

password=Files-2022-files
for login in clerk hand; do
        printf '%s\n' "$password" | "$ZT" account passwd c $login >/dev/null 2>"$T/.err" || cat .err
done
serve_start c
sign_in() {
        curl -s "$url/api/v1/session" -H 'Content-Type: application/json' \
                -d "{\"login\":\"$1\",\"password\":\"$password\"}" | sed 's/.*"token":"\([^"]*\)".*/\1/'
}
clerk=$(sign_in clerk)
hand=$(sign_in hand)
api=/api/v1/ledgers/request
# shellcheck disable=SC2016
upload() { # STATUS TOKEN FILE [QUERY]
        http "$1" "$api/files?name=$(printf %s "$3" | od -An -tx1 | tr -d ' \n' | sed 's/../%&/g')$4" \
                -H "Authorization: Bearer $2" -H 'Content-Type: application/octet-stream' --data-binary "@$3"
}
upload 400 "$clerk" run.sh ''
contains file.kind
upload 400 "$clerk" 长.txt '&field=photos'
contains file.large
upload 400 "$clerk" 灯.png '&field=title'
contains file.field
upload 201 "$clerk" 灯.png '&field=photos'
token=$(value upload)
holds 'a token' test -n "$token"
body() { printf '{"fields":{"title":"灯","body":"不亮","channel":"hotline","photos":["%s"]}}' "$1"; }
enter_api() { # STATUS TOKEN BODY [KEY]
        http "$1" "$api/records" -H "Authorization: Bearer $2" -H 'Content-Type: application/json' \
                -H "Idempotency-Key: $4" -d "$3"
}
enter_api 400 "$clerk" "$(body made-up)" k1
contains file.token
enter_api 400 "$hand" "$(body "$token")" k2 # another's
contains file.token
enter_api 201 "$clerk" "$(body "$token")" k3
m=$(value number)
enter_api 201 "$clerk" "$(body "$token")" k3 # the same again
is "$(value number)" "$m" 'the former answer'
enter_api 409 "$clerk" "$(body "$token")" k4 # the same file for another record
contains file.used

http 200 "$api/records/$m" -H "Authorization: Bearer $clerk"
file=$(sed -n 's/.*"files":\[{"file":"\([0-9a-f]*\)".*/\1/p' .out)
holds 'the file of the record' test ${#file} = 32
http 200 "$api/records/$m/files/$file" -H "Authorization: Bearer $clerk"
cp .out got
holds 'the very bytes' cmp got 灯.png
contains 'attachment; filename=' .head
contains "filename*=UTF-8''%E7%81%AF.png" .head
contains nosniff .head
contains sandbox .head
http 200 "$api/records/$m/files/$file?show=1" -H "Authorization: Bearer $clerk"
contains 'inline; filename=' .head
http 404 "$api/records/$m/files/00000000000000000000000000000000" -H "Authorization: Bearer $clerk"
http 404 "$api/records/$n/files/$file" -H "Authorization: Bearer $clerk" # another record's
http 404 "$api/records/$m/files/$file" -H "Authorization: Bearer $hand" # not his to see
http 401 "$api/records/$m/files/$file"

# ---- a form ----------------------------------------------------------------------------------------

http 200 /enter/request -c jar
contains 'enctype="multipart/form-data"'
contains 'type="file"'
form() { sed -n "s/.*name=\"$1\" value=\"\([^\"]*\)\".*/\1/p" .out | head -n 1; }
form_token=$(form _token)
form_key=$(form _key)
http 403 /enter/request -b jar -F title=灯 -F body=不亮 -F photos=@灯.png
http 400 /enter/request -b jar -F "_token=$form_token" -F "_key=$form_key" -F title=灯 -F body=不亮 -F channel=hotline \
        -F 'photos=@假.png'
contains '假.png'
http 200 /enter/request -b jar -F "_token=$form_token" -F "_key=$form_key" -F title=灯 -F body=不亮 -F channel=hotline \
        -F 'photos=@灯.png' -F 'photos=@说明.txt'
w=$(sed -n 's/.*id="number">\([^<]*\)<.*/\1/p' .out)
code=$(sed -n 's/.*id="code">\([^<]*\)<.*/\1/p' .out)
holds 'a receipt' test -n "$w" -a -n "$code"
http 200 /follow -b jar -F "_token=$form_token" -F "_number=$w" -F "_code=$code"
contains '说明.txt'
path=$(sed -n 's/.*action="\(\/follow\/request\/[^"]*\/files\/[0-9a-f]*\)".*/\1/p' .out | tail -n 1)
http 200 "$path" -b jar -F "_token=$form_token" -F "_code=$code"
cp .out got
holds 'what was sent' cmp got 说明.txt
http 404 "$path" -b jar -F "_token=$form_token" -F "_code=22222222"
serve_stop
zt verify c --files

# ---- backup, damage, erasing -----------------------------------------------------------------------

mkdir backups
zt backup c backups/1.db --keys keys.backup
zt backup c backups/2.db # the files of both lie in one folder
zt restore backups/2.db again --keys keys.backup
zt verify again --files
is "$(find again/data/files -type f | wc -l)" "$(find backups/small.files -type f | wc -l)" 'every file'
# some of them were refused as part of a step: no record names those
find again/data/files -type f | while read -r one; do
        printf 'xx' | dd of="$one" bs=1 seek=60 conv=notrunc 2>/dev/null
done
run "$ZT" verify again --files
is "$status" 1 'damage is found'
err_contains '[file.changed]'
find again/data/files -type f -exec rm {} +
run "$ZT" verify again --files
err_contains '[file.missing]'

before=$(find c/data/files -type f | wc -l)
zt erase c "request/$n" --as root
zt show c "request/$n"
lacks '灯.png'
holds 'its files are gone' test "$(find c/data/files -type f | wc -l)" -lt "$before"
zt verify c --files
