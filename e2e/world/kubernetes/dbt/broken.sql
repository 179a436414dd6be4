select 1 / (count(*) - count(*)) as never from {{ source('silver', 'flight') }}
