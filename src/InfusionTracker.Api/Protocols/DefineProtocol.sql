-- :read
select id, version, status, code, name, definition, recorded_at, recorded_by, reason, request_hash
from protocol
where clinic_id = current_clinic_id() and id = @id
for no key update;

-- :write
insert into protocol (id, code, name, definition, reason, request_hash)        --? as=new
values (@id, @code, @name, @definition, @reason, @requestHash)                  --? as=new
update protocol set name = @name, definition = @definition, reason = @reason    --? as=next
where clinic_id = current_clinic_id() and id = @id                              --? as=next
returning id, version, status, code, name, definition, recorded_at, recorded_by, reason, request_hash;
