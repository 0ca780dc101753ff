-- :authorize
select authorize(@clientId, @secretHash, @scope, @requestId);

-- :claim
select claim(@key, @requestHash, @status, @recordType, @recordIds);

-- :ping
select 1;
