-- :authorize
select authorize(@keyId, @secretHash, @scope, @requestId);

-- :authorizeToken
select authorize_token(@clientId, @issuer, @subject, @scopes, @scope, @requestId);

-- :claim
select claim(@key, @requestHash, @status, @recordType, @recordIds);

-- :ping
select 1;
