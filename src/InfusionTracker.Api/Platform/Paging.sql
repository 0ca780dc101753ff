select secret from cursor_key order by id desc limit 1;
