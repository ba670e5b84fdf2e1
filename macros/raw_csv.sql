{#- How CSV files are read: nothing is guessed but the separator and the encoding, which the log tells where they are not comma and UTF-8.
    Double quote, a header line (the first that is not empty); a short line is padded, a cell beyond the header lands in surplus_cells.
    A file that is not sound (not UTF-8, or a cell with a quote that nothing closes) is read line by line, so that no line is lost.
    Sound files of one header are one reading. -#}
{% macro csv_readings(table, files) -%}
    {%- set sound = {} -%}
    {%- set readings = [] -%}
    {%- for file in files -%}
        {%- set header = lead_scoring.csv_header(table, file) -%}
        {%- set columns = {} -%}
        {%- for key, index in lead_scoring.first_of_each_name(table, header.names, file).items() -%}
            {%- do columns.update({key: 'c' ~ (index + 1)}) -%}
        {%- endfor -%}
        {%- set width = 1 + header.names | length -%}
        {%- do columns.update({'surplus_cells': 'c' ~ width}) -%}
        {%- if lead_scoring.is_sound_csv(file, header) -%}
            {%- set way = (header.separator, header.lines_before, header.names | join('\x1f')) -%}
            {%- do sound.setdefault(way, {'columns': columns, 'width': width, 'files': []}).files.append(file) -%}
        {%- else -%}
            {%- do readings.append({
                'relation': lead_scoring.select_mended_csv(file, header, width), 'columns': columns, 'times': {}, 'place': file
            }) -%}
        {%- endif -%}
        {%- if header.said -%}
            {%- do lead_scoring.tell(file ~ ' is read: ' ~ header.said | join('; ') ~ '.') -%}
        {%- endif -%}
    {%- endfor -%}
    {%- for way, alike in sound.items() -%}
        {%- do readings.append({
            'relation': lead_scoring.read_sound_csv(alike.files, way[0], 1 + way[1], alike.width),
            'columns': alike.columns,
            'times': {},
            'place': alike.files[0]
        }) -%}
    {%- endfor -%}
    {{ return(readings) }}
{%- endmacro %}


{#- What the beginning of a CSV file (64 kB) says: is_utf16, separator, names (in the file's order), has_hint (a line «sep=;» of
    Excel before the header), lines_before (how many characters before the header end a line: DuckDB skips so many) and what is to be
    `said` of it. Stops the build, in words, where the file is no text. -#}
{% macro csv_header(table, file) -%}
    {%- set blob = 'read_blob(' ~ lead_scoring.duckdb_path(file) ~ ')' -%}
    {%- set bytes = lead_scoring.duckdb_column('select size from ' ~ blob)[0] | int -%}
    {%- if bytes > 4000000000 -%}
        {{ exceptions.raise_compiler_error(
            file ~ ' is larger than 4 GB, more than can be read of one CSV file. Deliver it as Parquet, or in parts in a folder '
            ~ table ~ '.'
        ) }}
    {%- endif -%}
    {%- set row = run_query(
        "select 'x' || hex(content[1:4]) as marks, 'x' || " ~ lead_scoring.csv_text('content')
        ~ ' as beginning from (select content[1:65536] as content from ' ~ blob ~ ')'
    ).rows[0] -%}
    {#- the x before them keeps dbt from taking a text for a number -#}
    {%- set marks = row[0][1:] -%}
    {%- set beginning = row[1][1:] -%}
    {%- do lead_scoring.check_csv_is_text(file, marks) -%}
    {%- set is_utf16 = modules.re.match(lead_scoring.utf16_marks(), marks) -%}
    {%- if is_utf16 and bytes > 1000000000 -%}
        {{ lead_scoring.refuse_csv_size(file, 'UTF-16') }}
    {%- endif -%}
    {%- set hint = modules.re.match('\ufeff?"?[sS][eE][pP]=([,;|\t])"?[ ,;|\t]*(\r\n|\r|\n)', beginning) -%}
    {%- set begun = beginning[hint.end():] if hint else beginning -%}
    {%- set blank = modules.re.match('\ufeff?([\r\n]*)', begun) -%}
    {%- set found = namespace(separator=',', names=[], weight=-1) -%}
    {%- for separator in ([hint.group(1)] if hint else [',', ';', '\t', '|']) -%}
        {%- set names = lead_scoring.csv_names(begun[blank.end():], separator) -%}
        {%- set known = [] -%}
        {%- for name in names if name | lower | trim in lead_scoring.raw_declaration(table).columns -%}
            {%- do known.append(name) -%}
        {%- endfor -%}
        {#- of names that are all strange, the most: for the message -#}
        {%- set weight = known | length or (names | length - 1) / 1000000 -%}
        {%- if weight > found.weight -%}
            {%- set found.separator = separator -%}
            {%- set found.names = names -%}
            {%- set found.weight = weight -%}
        {%- endif -%}
    {%- endfor -%}
    {%- set said = [] -%}
    {%- if found.separator != ',' -%}
        {%- do said.append('separated by ' ~ {';': 'semicolons', '\t': 'tabs', '|': 'vertical bars'}[found.separator]) -%}
    {%- endif -%}
    {%- if is_utf16 -%}
        {%- do said.append('UTF-16') -%}
    {%- endif -%}
    {{ return({
        'is_utf16': is_utf16 is not none,
        'separator': found.separator,
        'names': found.names,
        'has_hint': hint is not none,
        'lines_before': (hint.group(2) if hint else '') | length + blank.group(1) | length,
        'bytes': bytes,
        'said': said
    }) }}
{%- endmacro %}


{#- The names in the header line that a text begins with. -#}
{% macro csv_names(text, separator) -%}
    {%- set cell = lead_scoring.csv_whole_cell(separator) -%}
    {%- set line = modules.re.match('(?:' ~ cell ~ '[' ~ separator ~ '])*' ~ cell, text).group(0).rstrip(separator ~ ' ') -%}
    {%- set names = [] -%}
    {%- for name in modules.re.findall('(' ~ cell ~ ')[' ~ separator ~ ']', line ~ separator) -%}
        {%- do names.append(modules.re.sub('(?s)^"(.*)"$', '\\1', name.strip(' \t')).replace('""', '"')) -%}
    {%- endfor -%}
    {{ return(names if line else []) }}
{%- endmacro %}


{#- Stops the build where the first bytes of a CSV file (hexadecimal) are those of something else. -#}
{% macro check_csv_is_text(file, marks) -%}
    {%- set kinds = {
        'FFFE0000|0000FEFF': 'is text in UTF-32. Save it as «CSV UTF-8»',
        '504B0304': 'is a workbook (XLSX, ODS) or a ZIP archive, not CSV. Save the sheet as «CSV UTF-8», or unpack it',
        'D0CF11E0': 'is a workbook of an old Excel (XLS), not CSV. Save the sheet as «CSV UTF-8»',
        '1F8B|28B52FFD|425A68|FD377A58': 'is compressed. Unpack it',
        '50415231': 'is Parquet, not CSV. Call it .parquet',
    } -%}
    {%- for pattern, problem in kinds.items() -%}
        {%- if modules.re.match(pattern, marks) -%}
            {{ exceptions.raise_compiler_error(file ~ ' ' ~ problem ~ '.') }}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}


{% macro refuse_csv_size(file, encoding) -%}
    {{ exceptions.raise_compiler_error(
        file ~ ' is larger than 1 GB, more than can be read in ' ~ encoding ~ '. Save it as UTF-8, or deliver it as Parquet.'
    ) }}
{%- endmacro %}


{#- May DuckDB's own reader read the file? It consists of whole cells and is UTF-8. If not, header.said tells why. -#}
{% macro is_sound_csv(file, header) -%}
    {%- if header.is_utf16 -%}
        {{ return(false) }}
    {%- endif -%}
    {%- set cell = lead_scoring.csv_whole_cell(header.separator) -%}
    {%- set pattern = '\\x{FEFF}?(?:' ~ cell ~ '[' ~ header.separator ~ '\\r\\n])*' ~ cell -%}
    {%- set row = run_query(
        'select text is not null as is_utf8, coalesce(regexp_full_match(text, '
        ~ lead_scoring.duckdb_literal(pattern)
        ~ '), false) as is_whole from (select try(decode(content)) as text from read_blob(' ~ lead_scoring.duckdb_path(file) ~ '))'
    ).rows[0] -%}
    {%- if not row[0] -%}
        {%- if header.bytes > 1000000000 -%}
            {{ lead_scoring.refuse_csv_size(file, 'Windows-1252') }}
        {%- endif -%}
        {%- do header.said.append('its lines that are not UTF-8 as Windows-1252 (save it as UTF-8 if it is in another encoding)') -%}
    {%- elif not row[1] -%}
        {%- do header.said.append('line by line, for a quote in it is never closed') -%}
    {%- elif header.bytes >= 268435455 -%}
        {{- lead_scoring.check_csv_lines(file, header) -}}
    {%- endif -%}
    {{ return(row[0] and row[1]) }}
{%- endmacro %}


{#- The rows of sound CSV files of one header: text columns c1, c2, … The buffer has room for one line of 256 MB. -#}
{% macro read_sound_csv(files, separator, skip, width) -%}
    read_csv(
        {{ lead_scoring.duckdb_paths(files) }},
        auto_detect = false, header = false, delim = '{{ separator }}', quote = '"', escape = '"', new_line = '\n', null_padding = true,
        strict_mode = false, parallel = false, max_line_size = 268435455, buffer_size = 268435456, hive_partitioning = false,
        skip = {{ skip }},
        columns = { {%- for number in range(1, width + 1) %}'c{{ number }}': 'varchar'{{ ', ' if not loop.last }}{% endfor -%} }
    )
{%- endmacro %}


{#- The rows of a CSV file that is not sound: text columns c1, c2, … Lines of nothing but whole cells are looked for first. -#}
{% macro select_mended_csv(file, header, width) -%}
    {%- set cell = lead_scoring.csv_whole_cell(header.separator) -%}
    {%- set line = '((?:' ~ cell ~ '[' ~ header.separator ~ '])*' ~ cell ~ '|[^\\r\\n]*)[\\r\\n]+' -%}
    (
        select
            {%- for number in range(1, width + 1) %}
            cells[{{ number }}] as c{{ number }}{{ ',' if not loop.last }}
            {%- endfor %}
        from (
            select {{ lead_scoring.csv_cells('line', header.separator) }} as cells
            from (
                select unnest(regexp_extract_all(
                    ltrim({{ lead_scoring.csv_text('content') }}, chr(65279) || chr(10) || chr(13)) || chr(10),
                    {{ lead_scoring.duckdb_literal(line) }},
                    1
                )) as line
                from read_blob({{ lead_scoring.duckdb_path(file) }})
            )
            offset {{ 2 if header.has_hint else 1 }}
        )
    )
{%- endmacro %}


{#- Stops the build, in words, where a line of a large CSV file is longer than 256 MB. DuckDB would print the line. -#}
{% macro check_csv_lines(file, header) -%}
    {%- set rejects = 'rejects_' ~ local_md5(file) -%}
    {%- set reading = lead_scoring.read_sound_csv([file], header.separator, 0, 1 + header.names | length) -%}
    {%- do run_query(
        'select count(*) from ' ~ (reading | trim)[:-1] ~ ", ignore_errors = true, store_rejects = true, rejects_scan = 'scan_" ~ rejects
        ~ "', rejects_table = '" ~ rejects ~ "')"
    ) -%}
    {%- set found = run_query('select min(line) as line from ' ~ rejects ~ " where error_type = 'LINE SIZE OVER MAXIMUM'").rows[0][0] -%}
    {%- if found is not none -%}
        {{ exceptions.raise_compiler_error(
            file ~ ' has a line longer than 256 MB, the longest that can be read: line ' ~ found ~ '. Cut it where it comes from.'
        ) }}
    {%- endif -%}
{%- endmacro %}


{#- The cells of a CSV line as a list of text, without the quotes around them. -#}
{% macro csv_cells(line, separator) -%}
    {%- set cell = '(' ~ lead_scoring.csv_whole_cell(separator) ~ '|[^' ~ separator ~ ']*)[' ~ separator ~ ']' -%}
    list_transform(
        case
            when contains({{ line }}, '"')
                then regexp_extract_all({{ line }} || '{{ separator }}', {{ lead_scoring.duckdb_literal(cell) }}, 1)
            else string_split({{ line }}, '{{ separator }}')
        end,
        lambda cell: replace(regexp_replace(trim(cell), '^"(.*)"$', '\1', 's'), '""', '"')
    )
{%- endmacro %}


{#- The pattern (of DuckDB and Python) of a CSV cell with nothing to mend: quoted from end to end, or text that does not begin with a
    quote, or nothing. -#}
{% macro csv_whole_cell(separator) -%}
    {%- set blank = ' ' if separator == '\t' else ' \t' -%}
    {{ return(
        '[' ~ blank ~ ']*(?:"(?:[^"]|"")*"[' ~ blank ~ ']*|[^"' ~ separator ~ blank ~ '\\r\\n][^' ~ separator ~ '\\r\\n]*|)'
    ) }}
{%- endmacro %}


{#- The pattern of the first four bytes (hexadecimal) of text in UTF-16: its mark, or two characters that each leave a byte unused. -#}
{% macro utf16_marks(order='either') -%}
    {%- set little = 'FFFE|(?:[2-7].00){2}' -%}
    {%- set big = 'FEFF|(?:00[2-7].){2}' -%}
    {{ return('^(?:' ~ {'little': little, 'big': big, 'either': little ~ '|' ~ big}[order] ~ ')') }}
{%- endmacro %}


{#- The text of a CSV file, whatever its bytes are: UTF-16, or line by line UTF-8 and, where a line is not, Windows-1252. -#}
{% macro csv_text(content) -%}
    case
        when regexp_matches(hex({{ content }}[1:4]), '{{ lead_scoring.utf16_marks('little') }}')
            then {{ lead_scoring.utf16_text("regexp_replace(hex(" ~ content ~ "), '(..)(..)', ' \\2\\1', 'g')") }}
        when regexp_matches(hex({{ content }}[1:4]), '{{ lead_scoring.utf16_marks('big') }}')
            then {{ lead_scoring.utf16_text("regexp_replace(hex(" ~ content ~ "), '(..)(..)', ' \\1\\2', 'g')") }}
        else
            array_to_string(
                list_transform(
                    string_split(
                        regexp_replace(
                            {#- DuckDB writes bytes as text in which those that are not plain are \xHH, the backslash among them -#}
                            replace(replace(cast({{ content }} as varchar), '%', '%25'), '\x', '%'),
                            '^%EF%BB%BF',
                            ''
                        ),
                        '%0A'
                    ),
                    lambda line: case
                        when not contains(line, '%') then line
                        when regexp_full_match(line, '{{ lead_scoring.utf8_pattern() }}') then url_decode(line)
                        else {{ lead_scoring.windows1252_text('line') }}
                    end
                ),
                chr(10)
            )
    end
{%- endmacro %}


{#- The text of UTF-16 units that are written as a blank and four hexadecimal digits each. Runs of ASCII are read at once; half of a
    character is the sign for what is no character. -#}
{% macro utf16_text(units) -%}
    array_to_string(
        list_transform(
            regexp_extract_all({{ units }}, '(?: 00[0-7].)+| D[89AB].. D[C-F]..| ....'),
            lambda piece: case
                when regexp_matches(piece, '^ 00[0-7]') then url_decode(replace(piece, ' 00', '%'))
                when length(piece) = 10 then chr(
                    65536
                    + (cast('0x' || substr(piece, 2, 4) as integer) - 55296) * 1024
                    + cast('0x' || substr(piece, 7, 4) as integer) - 56320
                )
                when regexp_matches(piece, '^ D[89A-F]') then chr(65533)
                else chr(cast('0x' || substr(piece, 2) as integer))
            end
        ),
        ''
    )
{%- endmacro %}


{#- The pattern of percent-encoded UTF-8. -#}
{% macro utf8_pattern() -%}
    {{ return(
        '(?:[^%]|%[0-7].|%(?:C[2-9A-F]|D.)%[89AB].|%(?:E0%[AB].|E[1-9A-CEF]%[89AB].|ED%[89].)%[89AB].'
        ~ '|%(?:F0%[9AB].|F[1-3]%[89AB].|F4%8.)%[89AB].%[89AB].)*'
    ) }}
{%- endmacro %}


{#- The text of percent-encoded Windows-1252. It is Latin-1, in which every byte is a character (in UTF-8, 80 to BF follow C2, C0 to FF
    become 80 to BF and follow C3), but for signs in place of 27 of the 32 control characters. -#}
{% macro windows1252_text(bytes) -%}
    {%- set recoded = namespace(sql="regexp_replace(" ~ bytes ~ ", '%([89AB].)', '\\\\C2\\\\\\1', 'g')", signs='') -%}
    {%- for old, new in {'C': '8', 'D': '9', 'E': 'A', 'F': 'B'}.items() -%}
        {%- set recoded.sql = "regexp_replace(" ~ recoded.sql ~ ", '%" ~ old ~ "(.)', '\\\\C3\\\\" ~ new ~ "\\1', 'g')" -%}
    {%- endfor -%}
    {%- for byte in '80 82 83 84 85 86 87 88 89 8A 8B 8C 8E 91 92 93 94 95 96 97 98 99 9A 9B 9C 9E 9F'.split() -%}
        {%- set recoded.signs = recoded.signs ~ '%C2%' ~ byte -%}
    {%- endfor -%}
    translate(
        url_decode(replace({{ recoded.sql }}, '\', '%')),
        url_decode('{{ recoded.signs }}'),
        '€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ'
    )
{%- endmacro %}
