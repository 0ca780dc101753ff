select revoke_client(@id);
