select nullif(chart_of(p), p) from unnest(@patient::uuid[]) p limit 1
