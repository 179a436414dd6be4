select pg_sleep(600) as answer
