-- One query: what it selects are the columns of the extract.
SELECT account_id, owner, balance
FROM dbo.account
