select count(*) as flights, pg_sleep(600)::text as slept from {{ source('silver', 'flight') }}
